namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// A1: who sees which repair orders: customers their own, staff those of their sites. One that no site has yet is seen by the staff of all:
/// wherever the customer brings the unit, it can be received.
/// </summary>
internal static class RepairOrderAccess
{
    public static IQueryable<RepairOrderView> VisibleTo(this IQueryable<RepairOrderView> orders, Actor actor) =>
        !actor.IsRestricted ? orders
        : actor.Is(Role.Customer) ? orders.Where(order => order.CustomerNumber == actor.Id)
        : orders.Where(actor.Scope.Filter<RepairOrderView>(order => order.SiteCode, orNone: true));
}
