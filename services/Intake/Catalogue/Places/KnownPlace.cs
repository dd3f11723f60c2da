using CustomerService.ServiceDefaults;
using JasperFx;
using Marten;

namespace CustomerService.Intake.Catalogue.Places;

/// <summary>
/// D1: what Intake keeps of a place, as Dispatch said it last. A place that is not known here is told by <c>POST /api/sites/republish</c>.
/// </summary>
internal sealed record KnownPlace : IRevisioned
{
    /// <summary>The place's code.</summary>
    public required string Id { get; init; }
    public required string Kind { get; init; }
    public required string? Parent { get; init; }
    public required string RegionCode { get; init; }
    public required string Status { get; init; }
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>Number of Dispatch's word about the place.</summary>
    public int Version { get; set; }
}

/// <summary>Whether a place that a caller names is there.</summary>
internal static class KnownPlaces
{
    public static StoreOptions AddPlaces(this StoreOptions options)
    {
        options.Schema.For<KnownPlace>().UseNumericRevisions(true);
        return options;
    }

    private const string Workshop = "depot";

    /// <summary>Why no unit can be taken in there, or null; null too when no place is named.</summary>
    public static async Task<Rejection?> RefuseUnlessWorkshop(this IQuerySession query, string? code, CancellationToken cancellationToken)
    {
        if (code is null)
        {
            return null;
        }

        if (await query.LoadAsync<KnownPlace>(code, cancellationToken) is not { } place)
        {
            return Rejection.Invalid("place-unknown", $"No place {code} is known.");
        }

        if (place.Status != "active")
        {
            return Rejection.Conflict("place-not-active", $"The place {code} is {place.Status}.");
        }

        return place.Services.Contains(Workshop) ? null : Rejection.Conflict("place-not-serving", $"The place {code} has no workshop.");
    }
}
