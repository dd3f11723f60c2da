using System.ComponentModel.DataAnnotations;
using CustomerService.Repair.Inventory;
using CustomerService.Repair.Warranty;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R3: the unit of a requested order has arrived, or one that a visit could not repair. From here the timers run.</summary>
/// <param name="SiteCode">Site that has it.</param>
/// <param name="Accessories">What came with it.</param>
/// <param name="Waybill">Waybill that it came with, or null.</param>
public sealed record ReceiveUnit(
    [property: Required, RegularExpression(StockRoom.Pattern)] string SiteCode,
    [property: MaxLength(20)] IReadOnlyList<string>? Accessories = null,
    [property: StringLength(40)] string? Waybill = null
)
{
    internal static Decision Decide(
        RepairOrder order,
        ReceiveUnit command,
        string? repeatOf,
        IReadOnlyList<int> timerDays,
        DateTimeOffset now
    )
    {
        if (order.Status == RepairStatus.Requested)
        {
            return Decision.Accept(
                new UnitReceived(
                    order.Origin,
                    order.TicketNumber,
                    order.UnitImei,
                    order.FaultCode,
                    command.SiteCode,
                    command.Accessories ?? [],
                    command.Waybill,
                    repeatOf,
                    timerDays,
                    now
                ),
                (order with { SiteCode = command.SiteCode }).To(RepairStatus.Received, now)
            );
        }

        if (order.IsOnSite && order.DoneOnSite is null && order.IsBeforeRepair)
        {
            return Decision.Accept(new UnitBroughtIn(command.SiteCode, command.Accessories ?? [], command.Waybill, timerDays, now));
        }

        return order.ReceivedAt is not null && order.SiteCode == command.SiteCode ? Decision.NoChange : order.Refuse("Receiving");
    }

    internal static async Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        ReceiveUnit command,
        Actor actor,
        Commands commands,
        IOptions<RepairOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        actor.RefuseOutside(command.SiteCode) is { } outside
            ? outside.ToProblem()
            : await commands.Transact<RepairOrderView>(
                number,
                async (session, _) =>
                {
                    if (await session.RefuseUnlessWorkshop(command.SiteCode, cancellationToken) is { } place)
                    {
                        return place;
                    }

                    var now = clock.GetUtcNow();
                    var today = rules.Value.DayOf(now);
                    var table = (await WarrantyTables.Known(session, cancellationToken)).On(today);
                    return await session
                        .DecideOnUnit(
                            number,
                            commands.Expected,
                            (order, history) =>
                                Decide(
                                    order,
                                    command,
                                    history.RepeatOf(order.FaultCode, today, table.RepeatWindowDays),
                                    table.TimerDays,
                                    now
                                ),
                            cancellationToken
                        )
                        .Rejection();
                },
                cancellationToken
            );
}
