using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Places;
using CustomerService.Dispatch.WorkOrders;
using Marten;

namespace CustomerService.Dispatch.Assignment;

/// <summary>D6: brings together what the ranking looks at.</summary>
internal static class CandidateSearch
{
    private static readonly string[] ClassesWithOriginalEngineer = ["vip", "core"];

    public static async Task<RankedEngineers> Find(
        IQuerySession query,
        PlaceMap map,
        WorkOrder order,
        Visit visit,
        Actor actor,
        AssignmentOptions rules,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var places = await map.Load(query, cancellationToken);
        var sites = places.Values.ToList();
        var position = PositionOf(order.RegionCode, sites);
        var original = await OriginalEngineer(query, order, cancellationToken);
        var first = original ?? "";
        var near = position is { } there
            ? sites.OrderBy(s => there.KilometresTo(s.Position)).Take(rules.SearchedSites).Select(s => s.Code).ToArray()
            : [];
        var engineers = await query
            .Query<Engineer>()
            .VisibleTo(actor)
            .Where(e => e.HomeSite.IsOneOf(near) || e.RegionCodes.Contains(order.RegionCode) || e.Id == first)
            .ToListAsync(cancellationToken);
        var skill = order.FaultCode is null ? null : await query.LoadAsync<FaultSkill>(order.FaultCode, cancellationToken);
        var fullDays = await FullDays(query, engineers, places, cancellationToken);
        return Ranking.Of(
            new Wanted(
                order.RegionCode,
                position,
                order.Model,
                skill?.PartClass,
                original,
                visit.WishedFrom,
                visit.WishedTo,
                visit.NotAskedAt(now)
            ),
            engineers.Select(e => new Available(e, places.GetValueOrDefault(e.HomeSite), fullDays[e.HomeSite].ToHashSet())),
            rules,
            now
        );
    }

    /// <summary>The local days on which places have no job left, by place; all engineers of a place count, not only those who may be asked.</summary>
    private static async Task<ILookup<string, DateOnly>> FullDays(
        IQuerySession query,
        IEnumerable<Engineer> engineers,
        IReadOnlyDictionary<string, Place> places,
        CancellationToken cancellationToken
    )
    {
        var homes = engineers.Select(e => e.HomeSite).Distinct().ToArray();
        var colleagues = await query.Query<Engineer>().Where(e => e.HomeSite.IsOneOf(homes)).ToListAsync(cancellationToken);
        return colleagues
            .Where(e => places.ContainsKey(e.HomeSite))
            .SelectMany(e => e.Visits.Select(b => (e.HomeSite, Day: places[e.HomeSite].DayOf(b.From))))
            .GroupBy(day => day)
            .Where(day => day.Count() >= places[day.Key.HomeSite].Capacity)
            .ToLookup(day => day.Key.HomeSite, day => day.Key.Day);
    }

    /// <summary>Where a city is: amidst its sites; without one, amidst those of its province.</summary>
    internal static GeoPosition? PositionOf(string regionCode, IReadOnlyList<Place> sites)
    {
        var there = sites.Where(s => s.RegionCode == regionCode).ToList();
        there =
            there.Count > 0
                ? there
                : [.. sites.Where(s => regionCode.Length >= 2 && s.RegionCode.StartsWith(regionCode[..2], StringComparison.Ordinal))];
        return there.Count == 0 ? null : new GeoPosition(there.Average(s => s.Latitude), there.Average(s => s.Longitude));
    }

    /// <summary>Who was at the same unit before (a return), or for VIP and core customers who was there last.</summary>
    private static async Task<string?> OriginalEngineer(IQuerySession query, WorkOrder order, CancellationToken cancellationToken)
    {
        var imei = order.UnitImei ?? "";
        var customer = ClassesWithOriginalEngineer.Contains(order.CustomerClass) ? order.CustomerNumber : "";
        var earlier = await query
            .Query<WorkOrderView>()
            .Where(o => o.Id != order.Id && (o.UnitImei == imei || o.CustomerNumber == customer))
            .ToListAsync(cancellationToken);
        return earlier
            .SelectMany(o => o.Visits.Where(v => v.State == VisitState.Done).Select(v => (OfUnit: o.UnitImei == imei, Visit: v)))
            .OrderByDescending(x => x.OfUnit)
            .ThenByDescending(x => x.Visit.EndedAt)
            .Select(x => x.Visit.EngineerId)
            .FirstOrDefault();
    }
}
