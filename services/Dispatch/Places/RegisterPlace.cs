using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Places;

/// <summary>
/// D1: a place is registered, or what is known of it changes. Said again with the same content it changes nothing. The status of a known place
/// changes by its own command.
/// </summary>
/// <param name="Code">Given by the caller, never reused.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Kind">headquarters, factory, recoveryCenter, center or site.</param>
/// <param name="Province">Province.</param>
/// <param name="City">City.</param>
/// <param name="RegionCode">GB/T 2260 code of the city, four digits.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Hours">Opening hours of each day, HH:mm-HH:mm.</param>
/// <param name="Capacity">Jobs a day.</param>
/// <param name="Services">depot, exchange, on-site.</param>
public sealed record RegisterPlace(
    [property: Required, RegularExpression(RegisterPlace.CodePattern)] string Code,
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    PlaceKind Kind,
    [property: Required, StringLength(40, MinimumLength = 1)] string Province,
    [property: Required, StringLength(40, MinimumLength = 1)] string City,
    [property: Required, RegularExpression("^[0-9]{4}$")] string RegionCode,
    [property: Range(-90, 90)] double Latitude,
    [property: Range(-180, 180)] double Longitude,
    [property: Required, StringLength(11)] string Hours,
    [property: Range(0, 100_000)] int Capacity,
    [property: Required, MaxLength(3)] IReadOnlyList<string> Services
)
{
    internal const string CodePattern = "^[A-Za-z0-9][A-Za-z0-9-]{0,19}$";

    /// <summary>Code of the place that it belongs to, or none.</summary>
    [RegularExpression(CodePattern)]
    public string? Parent { get; init; }

    /// <summary>Street address of the counter.</summary>
    [StringLength(200)]
    public string? Address { get; init; }

    /// <summary>Phone of the counter.</summary>
    [StringLength(30)]
    public string? Phone { get; init; }

    /// <summary>Brands that the place may work on; none for all.</summary>
    [MaxLength(50)]
    public IReadOnlyList<string> Brands { get; init; } = [];

    /// <summary>Status of a new place; active unless said. A known place keeps the one it has.</summary>
    public PlaceStatus Status { get; init; } = PlaceStatus.Active;

    internal PlaceProfile ToProfile(PlaceStatus status, TimeSpan? utcOffset = null) =>
        new(Name, Kind, status, Province, City, RegionCode, Latitude, Longitude, Hours, Capacity, Services)
        {
            Parent = Parent,
            Address = Address,
            Phone = Phone,
            Brands = Brands,
            UtcOffset = utcOffset ?? PlaceProfile.UsualUtcOffset,
        };

    internal static Decision Decide(Place place, PlaceProfile said, DateTimeOffset now)
    {
        if (place.Profile.SaysTheSameAs(said))
        {
            return Decision.NoChange;
        }

        if (said.Status != place.Status && ChangePlaceStatus.Refuse(place, said.Status) is { } refusal)
        {
            return refusal;
        }

        return Decision.Accept(new PlaceChanged(said, "profile", now));
    }

    internal static async Task<Results<Created<Place>, Ok<Place>, ProblemHttpResult>> Handle(
        RegisterPlace command,
        Actor actor,
        Commands commands,
        Marten.IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var tree = await PlaceTree.Load(query, cancellationToken);
        if ((actor.RefuseOutside(command.Code) ?? PlaceRules.Check(command) ?? tree.Refuse(command.Code, command.Parent)) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var now = clock.GetUtcNow();
        return await commands.Start<Place, Place>(
            Place.KeyOf(command.Code),
            $"/api/sites/{command.Code}",
            [new PlaceRegistered(command.ToProfile(command.Status), now)],
            place => Decide(place, command.ToProfile(place.Status, place.UtcOffset), now),
            cancellationToken
        );
    }
}

/// <summary>What a place may say of itself.</summary>
internal static class PlaceRules
{
    public static readonly IReadOnlyList<string> Services = ["depot", "exchange", "on-site"];

    public static Rejection? Check(RegisterPlace command)
    {
        if (OpeningHours.Parse(command.Hours) is null)
        {
            return Rejection.Invalid("hours-invalid", $"The hours must be {OpeningHours.Expected}.");
        }

        var unknown = command.Services.Where(s => !Services.Contains(s)).ToList();
        return unknown.Count > 0
            ? Rejection.Invalid("service-unknown", $"{string.Join(", ", unknown)}: services are {string.Join(", ", Services)}.")
            : null;
    }
}

/// <summary>Which place belongs to which.</summary>
internal sealed class PlaceTree(IEnumerable<KeyValuePair<string, string?>> places)
{
    private readonly Dictionary<string, string?> _parents = new(places);

    public static async Task<PlaceTree> Load(Marten.IQuerySession query, CancellationToken cancellationToken) =>
        new(
            (
                await Marten.QueryableExtensions.ToListAsync(query.Query<Place>().Select(p => new { p.Id, p.Parent }), cancellationToken)
            ).Select(p => KeyValuePair.Create(Place.CodeOf(p.Id), p.Parent))
        );

    /// <summary>Says where a place is to belong, known already or not.</summary>
    public void Put(string code, string? parent) => _parents[code] = parent;

    public string? ParentOf(string code) => _parents.GetValueOrDefault(code);

    /// <summary>Why <paramref name="code"/> cannot belong to <paramref name="parent"/>: nobody knows it, or it belongs to the place itself.</summary>
    public Rejection? Refuse(string code, string? parent)
    {
        if (parent is not null && !_parents.ContainsKey(parent))
        {
            return Rejection.Invalid("place-unknown", $"No place {parent} is known.");
        }

        var seen = new HashSet<string> { code };
        for (var above = parent; above is not null; above = ParentOf(above))
        {
            if (!seen.Add(above))
            {
                return Rejection.Invalid("parent-circle", $"{parent} belongs to {code} already.");
            }
        }

        return null;
    }
}
