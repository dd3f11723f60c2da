using CustomerService.ServiceDefaults;
using JasperFx;
using Marten;

namespace CustomerService.Replicas;

/// <summary>
/// D1: what another service keeps of a place, as Dispatch said it last. A place that is not known there is told by
/// <c>POST /api/sites/republish</c>.
/// </summary>
public sealed record KnownPlace : IRevisioned
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
public static class KnownPlaces
{
    public static StoreOptions AddKnownPlaces(this StoreOptions options)
    {
        options.Schema.For<KnownPlace>().UseNumericRevisions(true);
        return options;
    }

    /// <summary>Why the place cannot be named, or null; null too when none is named. What happened at a closed place counts all the same.</summary>
    public static async Task<Rejection?> RefuseUnknownPlace(this IQuerySession query, string? code, CancellationToken cancellationToken) =>
        code is null || await query.LoadAsync<KnownPlace>(code, cancellationToken) is not null ? null : Unknown(code);

    private static Rejection Unknown(string code) => Rejection.Invalid("place-unknown", $"No place {code} is known.");

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
            return Unknown(code);
        }

        if (place.Status != "active")
        {
            return Rejection.Conflict("place-not-active", $"The place {code} is {place.Status}.");
        }

        return place.Services.Contains(Workshop) ? null : Rejection.Conflict("place-not-serving", $"The place {code} has no workshop.");
    }
}
