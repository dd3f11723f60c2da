using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R3, R7: the work is done. The reserved parts leave the stock room in the same transaction.</summary>
internal static class FinishRepair
{
    public static Decision Decide(RepairOrder order, DateTimeOffset now) =>
        order.Status switch
        {
            RepairStatus.InRepair when order.Needed.Count > 0 => Rejection.Conflict(
                "parts-not-reserved",
                $"Reserve first: {string.Join(", ", order.Needed.Select(line => line.PartNumber))}."
            ),
            RepairStatus.InRepair => Decision.Accept([.. Used(order, now), order.To(RepairStatus.QualityCheck, now)]),
            RepairStatus.QualityCheck or RepairStatus.Ready => Decision.NoChange,
            _ => order.Refuse("Finishing"),
        };

    public static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<RepairOrderView>(
            number,
            (session, _) =>
            {
                var now = clock.GetUtcNow();
                return session
                    .DecideOnStock(number, commands.Expected, now, (order, _) => Decide(order, now), cancellationToken)
                    .Rejection();
            },
            cancellationToken
        );

    private static IReadOnlyList<object> Used(RepairOrder order, DateTimeOffset now) =>
        order.Reserved.Count == 0 ? [] : [new PartsUsed(order.Reserved, order.SiteCode!, now)];
}
