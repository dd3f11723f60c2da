using CustomerService.ServiceDefaults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// A1: who sees which repair orders: customers their own, staff those of their sites. One that no site has yet is seen by the staff of all:
/// wherever the customer brings the unit, it can be received. Nobody sees those of a file
/// that is closed to them (I4).
/// </summary>
internal static class RepairOrderAccess
{
    public static IQueryable<RepairOrderView> VisibleTo(this IQueryable<RepairOrderView> orders, Actor actor) =>
        actor.Is(Role.Customer)
            ? orders.Where(order => order.CustomerNumber == actor.Id)
            : (actor.IsRestricted ? orders.Where(actor.Scope.Filter<RepairOrderView>(order => order.SiteCode, orNone: true)) : orders).Open(
                "d.data ->> 'customerNumber'",
                actor
            );
}
