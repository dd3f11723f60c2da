using CustomerService.ServiceDefaults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>
/// A1: who sees which work orders: customers their own, staff those of their sites and, while no site has one, those of their regions.
/// Nobody sees those of a file that is closed to them (I4).
/// </summary>
internal static class WorkOrderAccess
{
    public static IQueryable<WorkOrderView> VisibleTo(this IQueryable<WorkOrderView> orders, Actor actor) =>
        actor.Is(Role.Customer)
            ? orders.Where(o => o.CustomerNumber == actor.Id)
            : (actor.IsRestricted ? orders.Where(actor.Scope.Filter<WorkOrderView>(o => o.SiteCode, o => o.RegionCode)) : orders).Open(
                "d.data ->> 'customerNumber'",
                actor
            );

    /// <summary>The routes of work orders, wherever they are mapped.</summary>
    public static RouteGroupBuilder MapWorkOrderGroup(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/work-orders").WithTags("Work orders").OnlyVisible<WorkOrderView>(VisibleTo, "number");
}
