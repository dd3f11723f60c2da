using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R9: the customer need not pay this. The same amount of what is due once more is another waiver.</summary>
/// <param name="Amount">What is waived, in whole cents; at most what is due.</param>
/// <param name="Reason">Why, as a code or in words.</param>
public sealed record WaiveCharges(
    [property: Range(0.01, 10_000_000)] decimal Amount,
    [property: Required, StringLength(200, MinimumLength = 1)] string Reason
)
{
    internal static Decision Decide(RepairOrder order, WaiveCharges command, DateTimeOffset now)
    {
        var money = order.Money;
        return Charging.Refuse(command.Amount, money.Due, money.Currency) is { } refused
            ? refused
            : Decision.Accept(Charging.Waive(order, money, command.Amount, command.Reason, now));
    }

    internal static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        WaiveCharges command,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<RepairOrder, RepairOrderView>(number, order => Decide(order, command, clock.GetUtcNow()), cancellationToken);
}
