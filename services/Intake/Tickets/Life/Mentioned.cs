using System.Text.RegularExpressions;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>I21: <c>@A018</c> in a note for colleagues names a person who is told of it.</summary>
/// <param name="People">Ids of the people whom the note names; null for nobody.</param>
/// <param name="Refusal">Why the note cannot be written like that, or null.</param>
internal sealed partial record Mentioned(IReadOnlyList<string>? People, Rejection? Refusal = null)
{
    public const int Most = 20;

    /// <summary>Pure: the names behind an @ that begins a word, each once; the dot that ends a sentence is none of them.</summary>
    public static IReadOnlyList<string> In(string text) => [.. Mention().Matches(text).Select(m => m.Groups[1].Value).Distinct()];

    /// <summary>Whom a note of ours names. Everybody must be there and may see the ticket: else nobody is told, and the writer is.</summary>
    public static async Task<Mentioned> Read(
        IQuerySession query,
        string ticket,
        string text,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var names = In(text);
        if (names.Count == 0)
            return new Mentioned(People: null);
        if (names.Count > Most)
            return Refused("mention-too-many", $"A note tells at most {Most} people.");
        var people = await query.Query<KnownPerson>().Where(p => p.Id.IsOneOf(names.ToArray())).ToListAsync(cancellationToken);
        foreach (var name in names)
        {
            if (people.FirstOrDefault(p => p.Id == name)?.AsOneOf(Access.StaffAndAuditor) is not { } colleague)
                return Refused("mention-unknown", $"No colleague @{name} is known; write it without @ when nobody is meant.");
            if (!await query.Query<TicketView>().Where(t => t.Id == ticket).VisibleTo(colleague, now).AnyAsync(cancellationToken))
                return Refused("mention-may-not-see", $"{name} may not see this ticket.");
        }

        return new Mentioned(names);
    }

    private static Mentioned Refused(string code, string detail) => new(null, Rejection.Invalid(code, detail));

    [GeneratedRegex(@"(?<![\w.@/-])@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?)(?![A-Za-z0-9@])")]
    private static partial Regex Mention();
}
