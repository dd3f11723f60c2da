using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Sites;
using CustomerService.Dispatch.WorkOrders;
using Marten;

namespace CustomerService.Dispatch.Assignment;

/// <summary>D6: brings together what the ranking looks at.</summary>
internal static class CandidateSearch
{
    private static readonly string[] ClassesWithOriginalEngineer = ["vip", "core"];

    public static async Task<RankedEngineers> Find(
        IQuerySession query,
        SiteMap map,
        WorkOrder order,
        Visit visit,
        Actor actor,
        AssignmentOptions rules,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var sites = await map.Load(query, cancellationToken);
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
        var positions = sites.ToDictionary(s => s.Code, s => s.Position);
        return Ranking.Of(
            new Wanted(order.RegionCode, position, order.Model, skill?.PartClass, original, visit.WishedFrom, visit.WishedTo, visit.Asked),
            engineers.Select(e => new Available(e, positions.TryGetValue(e.HomeSite, out var home) ? home : null)),
            rules,
            now
        );
    }

    /// <summary>Where a city is: amidst its sites; without one, amidst those of its province.</summary>
    internal static GeoPosition? PositionOf(string regionCode, IReadOnlyList<SitePosition> sites)
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
