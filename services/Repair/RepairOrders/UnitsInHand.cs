using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R3: a unit is in one open order at a time, over all sites: it cannot lie on two benches.</summary>
internal static class UnitsInHand
{
    private static readonly RepairStatus[] Ended =
    [
        RepairStatus.HandedOver,
        RepairStatus.Exchanged,
        RepairStatus.Refunded,
        RepairStatus.ReturnedUnrepaired,
        RepairStatus.Cancelled,
    ];

    /// <summary>Why no new order is opened for a unit that is asked for already: its order receives it.</summary>
    public static async Task<Rejection?> Expected(IQuerySession query, string imei, CancellationToken cancellationToken) =>
        await query
            .Query<RepairOrderView>()
            .Where(order => order.UnitImei == imei && order.Status == RepairStatus.Requested)
            .FirstOrDefaultAsync(cancellationToken)
            is { } requested
            ? Rejection.Conflict("unit-expected", $"The unit {imei} is expected in {requested.Id}; receive it there.")
            : null;

    /// <summary>
    /// Puts the unit into the hands of this order, or says which one holds it. Written to the unit's stream, so that of two that take it
    /// at one moment the later one sees the earlier one.
    /// </summary>
    public static async Task<Rejection?> TakeIn(
        IDocumentSession session,
        IEventStream<UnitHistory> unit,
        string number,
        CancellationToken cancellationToken
    )
    {
        var holder = unit.Aggregate?.TakenInBy;
        if (holder == number)
        {
            return null;
        }

        if (
            holder is not null
            && await session.LoadAsync<RepairOrderView>(holder, cancellationToken) is { RepairedOnSiteAt: null } other
            && !Ended.Contains(other.Status)
        )
        {
            return Rejection.Conflict("unit-in-another-order", $"The unit is in repair order {holder}, which is {other.Status.ToCode()}.");
        }

        unit.AppendOne(new UnitTakenIn(number));
        return null;
    }
}
