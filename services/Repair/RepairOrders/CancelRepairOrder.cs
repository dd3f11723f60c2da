using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R3, R7: gives an order up. Possible until it has passed the quality check; what is reserved goes back in the same transaction.</summary>
/// <param name="Reason">Why, as a code.</param>
public sealed record CancelRepairOrder([property: Required, StringLength(200, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(RepairOrder order, string reason, DateTimeOffset now) =>
        order.Status == RepairStatus.Cancelled ? Decision.NoChange
        : order.HasEnded || order.Status == RepairStatus.Ready ? order.Refuse("Cancelling")
        : Decision.Accept([
            new RepairOrderCancelled(reason, now),
            .. ChooseOption.GiveBack(order, now),
            .. order.Charge([], now),
            order.To(RepairStatus.Cancelled, now),
        ]);

    internal static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        CancelRepairOrder command,
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
                    .DecideOnStock(number, commands.Expected, now, (order, _) => Decide(order, command.Reason, now), cancellationToken)
                    .Rejection();
            },
            cancellationToken
        );
}
