using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Places;

/// <summary>A place and how far away it is.</summary>
/// <param name="Site">The place.</param>
/// <param name="Kilometres">Distance as the crow flies.</param>
public sealed record NearbyPlace(Place Site, double Kilometres);

/// <summary>Which places are wanted.</summary>
/// <param name="Region">First digits of the region code.</param>
/// <param name="Service">depot, exchange or on-site.</param>
/// <param name="Brand">Brand that the place may work on.</param>
/// <param name="Status">planned, active, suspended or closed.</param>
/// <param name="Kind">headquarters, factory, recoveryCenter, center or site.</param>
/// <param name="Parent">Code of the place that they belong to.</param>
internal sealed record PlaceFilter(
    string? Region = null,
    string? Service = null,
    string? Brand = null,
    Code<PlaceStatus>? Status = null,
    Code<PlaceKind>? Kind = null,
    string? Parent = null
)
{
    public IQueryable<Place> Of(IQueryable<Place> places)
    {
        var status = Status?.Value;
        var kind = Kind?.Value;
        places = Region is null ? places : places.Where(p => p.RegionCode.StartsWith(Region));
        places = Service is null ? places : places.Where(p => p.Services.Contains(Service));
        places = Brand is null ? places : places.Where(p => p.Brands.Contains(Brand) || p.Brands.Count == 0);
        places = status is null ? places : places.Where(p => p.Status == status);
        places = kind is null ? places : places.Where(p => p.Kind == kind);
        return Parent is null ? places : places.Where(p => p.Parent == Parent);
    }
}

/// <summary>D1: looking places up.</summary>
internal static class ReadPlaces
{
    public static async Task<Ok<Page<Place>>> List(
        [AsParameters] PlaceFilter filter,
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var places = filter.Of(query.Query<Place>().Where(p => p.MatchesSql("d.id > ?", Place.KeyOf(after ?? ""))));
        var found = await places.OrderBy(p => p.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, p => p.Code, request));
    }

    public static Task<Results<Ok<Place>, ProblemHttpResult>> Get(string code, Commands commands, CancellationToken cancellationToken) =>
        commands.Answer<Place>(Place.KeyOf(code), cancellationToken);

    public static async Task<Ok<IReadOnlyList<NearbyPlace>>> Nearest(
        [Range(-90, 90)] double latitude,
        [Range(-180, 180)] double longitude,
        IQuerySession query,
        CancellationToken cancellationToken,
        string? service = null,
        [Range(1, Page.MaximumLimit)] int limit = 5
    )
    {
        // Who asks for the nearest place wants to go there: those that take no work are no answer.
        var filter = new PlaceFilter(Service: service, Status: new Code<PlaceStatus>(PlaceStatus.Active));
        var here = new GeoPosition(latitude, longitude);
        // Some hundred places: measuring all of them is cheaper than an index that nobody else needs.
        return TypedResults.Ok<IReadOnlyList<NearbyPlace>>([
            .. (await filter.Of(query.Query<Place>()).ToListAsync(cancellationToken))
                .Select(p => new NearbyPlace(p, Math.Round(here.KilometresTo(p.Position), 3)))
                .OrderBy(p => p.Kilometres)
                .ThenBy(p => p.Site.Code, StringComparer.Ordinal)
                .Take(limit),
        ]);
    }
}
