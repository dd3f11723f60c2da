using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// R3: the customer has the unit back. The repair enters the history of the unit in the same transaction. A unit that was repaired on the
/// spot never left the customer: here the customer keeps it although the table offers something else than a repair.
/// </summary>
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
            RepairStatus.Diagnosed when order.DoneOnSite is { } done => Decision.Accept(FieldRepair.Close(order, done, now)),
            _ => order.Refuse("Handing over"),
        };

    /// <summary>What the history of the unit keeps when these facts repair it, or null when they do not.</summary>
    public static RepairRecorded? Record(RepairOrder order, IReadOnlyList<object> facts)
    {
        var diagnosis = facts.OfType<FaultDiagnosed>().LastOrDefault() ?? order.Diagnosis;
        var handedOver = facts.OfType<UnitHandedOver>().FirstOrDefault();
        return (handedOver?.On ?? facts.OfType<RepairedOnSite>().FirstOrDefault()?.On) is not { } on || diagnosis is null
            ? null
            : new RepairRecorded(
                order.Id,
                diagnosis.FaultCode,
                diagnosis.PartClass,
                diagnosis.ListedFault,
                CaseFile.PartOf(diagnosis.PartClass) != CoveredPart.Host,
                on,
                handedOver?.DaysInRepair ?? 0
            );
    }

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
