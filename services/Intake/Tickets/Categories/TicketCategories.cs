using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Categories;

/// <summary>What a ticket can be about (I8).</summary>
/// <param name="Code">Its code; never taken away, so that old tickets stay readable.</param>
/// <param name="En">English name.</param>
/// <param name="ZhHans">Chinese name.</param>
/// <param name="Parent">Code of the category above it, or null.</param>
/// <param name="Active">Whether it can be chosen; nothing below one that is not active can.</param>
public sealed record TicketCategory(
    [property: Required, RegularExpression("[a-z][a-zA-Z0-9-]{0,39}")] string Code,
    [property: Required, StringLength(80, MinimumLength = 1)] string En,
    [property: Required, StringLength(80, MinimumLength = 1)] string ZhHans,
    string? Parent = null,
    bool Active = true
);

/// <summary>I8: the category tree. Versions are never changed: a new one follows, and the highest counts.</summary>
/// <param name="Version">Counts the versions, from 1, which is built in.</param>
/// <param name="Categories">All of them, in the order in which people see them.</param>
/// <param name="By">Who made this version; null for the built-in one.</param>
/// <param name="At">When.</param>
public sealed record TicketCategories(int Version, IReadOnlyList<TicketCategory> Categories, string? By = null, DateTimeOffset? At = null)
{
    /// <summary>Key of the stored document.</summary>
    public string Id => $"categories:{Version}";

    /// <summary>The tree that is there before anybody has changed it.</summary>
    internal static TicketCategories BuiltIn { get; } = ReadBuiltIn();

    internal static async Task<TicketCategories> Read(IQuerySession query, CancellationToken cancellationToken) =>
        await query.Query<TicketCategories>().OrderByDescending(c => c.Version).FirstOrDefaultAsync(cancellationToken) ?? BuiltIn;

    internal static async Task<Ok<TicketCategories>> Get(IQuerySession query, HttpResponse response, CancellationToken cancellationToken)
    {
        var categories = await Read(query, cancellationToken);
        response.SetVersion(categories.Version);
        return TypedResults.Ok(categories);
    }

    internal static Rejection Unknown(string code) => Rejection.Invalid("category-unknown", $"There is no active category {code}.");

    /// <summary>Whether it can be chosen: it is active, and all above it are.</summary>
    internal bool IsActive(string code)
    {
        var category = Find(code);
        while (category is { Active: true, Parent: { } parent })
        {
            category = Find(parent);
        }

        return category is { Active: true };
    }

    /// <summary>The category and all below it, whether they are active or not.</summary>
    internal IReadOnlyList<string> From(string code)
    {
        var found = new List<string> { code };
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(Categories.Where(c => c.Parent == found[i] && !found.Contains(c.Code)).Select(c => c.Code));
        }

        return found;
    }

    private TicketCategory? Find(string code) => Categories.FirstOrDefault(c => c.Code == code);

    private static TicketCategories ReadBuiltIn()
    {
        using var stream = typeof(TicketCategories).Assembly.GetManifestResourceStream("Tickets.categories.json")!;
        return JsonSerializer.Deserialize<TicketCategories>(stream, Json.Options)!;
    }
}
