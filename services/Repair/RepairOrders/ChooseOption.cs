using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// R2: the customer chooses among what the decision offers. Exchange and refund end the order and give reserved parts back.
/// </summary>
/// <param name="Option">One of the decision's options; a paid repair is chosen by accepting its quote.</param>
public sealed record ChooseOption(RepairOption Option)
{
    internal static Decision Decide(RepairOrder order, ChooseOption command, DateTimeOffset now)
    {
        if (order.Chosen == command.Option)
        {
            return Decision.NoChange;
        }

        if (order.Warranty is null || !(order.IsBeforeRepair || order.IsOnBench))
        {
            return order.Refuse("A choice");
        }

        if (!order.Warranty.Options.Contains(command.Option) || command.Option == RepairOption.PaidRepair)
        {
            return Rejection.Conflict(
                "option-not-offered",
                $"Row {order.Warranty.Row} offers: {string.Join(", ", order.Warranty.Options.Select(o => o.ToCode()))}."
            );
        }

        var chosen = new OptionChosen(command.Option, now);
        return command.Option switch
        {
            RepairOption.Exchange => Decision.Accept([chosen, .. Leave(order, now), order.To(RepairStatus.Exchanged, now)]),
            RepairOption.Refund => Decision.Accept([chosen, .. Leave(order, now), order.To(RepairStatus.Refunded, now)]),
            _ => Decision.Accept(chosen),
        };
    }

    internal static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        ChooseOption command,
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
                    .DecideOnStock(number, commands.Expected, now, (order, _) => Decide(order, command, now), cancellationToken)
                    .Rejection();
            },
            cancellationToken
        );

    private static IReadOnlyList<object> Leave(RepairOrder order, DateTimeOffset now) =>
        [.. GiveBack(order, now), .. order.Charge([], now)];

    /// <summary>What is reserved goes back when an order ends before it was used.</summary>
    internal static IReadOnlyList<object> GiveBack(RepairOrder order, DateTimeOffset now) =>
        order.Reserved.Count == 0 ? [] : [new PartsReleased(order.Reserved, order.SiteCode!, now)];
}
