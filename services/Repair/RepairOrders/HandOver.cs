using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R3: the customer has the unit back. The repair enters the history of the unit in the same transaction.</summary>
internal static class HandOver
{
    public static Decision Decide(RepairOrder order, RepairOptions rules, DateTimeOffset now) =>
        order.Status switch
        {
            RepairStatus.Ready => Decision.Accept(
                new UnitHandedOver(
                    order.TicketNumber,
                    order.UnitImei,
                    order.SiteCode!,
                    order.RepeatOf is not null,
                    rules.DayOf(now).DayNumber - rules.DayOf(order.ReceivedAt!.Value).DayNumber,
                    rules.DayOf(now),
                    now
                ),
                order.To(RepairStatus.HandedOver, now)
            ),
            RepairStatus.HandedOver => Decision.NoChange,
            _ => order.Refuse("Handing over"),
        };

    /// <summary>What the history of the unit keeps of it.</summary>
    public static RepairRecorded Record(RepairOrder order, UnitHandedOver handedOver) =>
        new(
            order.Id,
            order.FaultCode,
            order.Diagnosis!.PartClass,
            order.Diagnosis.ListedFault,
            CaseFile.PartOf(order.Diagnosis.PartClass) != CoveredPart.Host,
            handedOver.On,
            handedOver.DaysInRepair
        );

    public static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        Commands commands,
        IOptions<RepairOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<RepairOrderView>(
            number,
            (session, _) =>
                session
                    .DecideOnUnit(number, commands.Expected, (order, _) => Decide(order, rules.Value, clock.GetUtcNow()), cancellationToken)
                    .Rejection(),
            cancellationToken
        );
}
