using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R9: what was paid beyond the charges goes back, as when a paid order is cancelled or turns out to be free.</summary>
/// <param name="Amount">What goes back, in whole cents.</param>
/// <param name="Reference">Number of the receipt; it names the return within the order.</param>
public sealed record ReturnPayment(
    [property: Range(0.01, 10_000_000)] decimal Amount,
    [property: Required, StringLength(60, MinimumLength = 1)] string Reference
)
{
    internal static Decision Decide(RepairOrder order, ReturnPayment command, DateTimeOffset now)
    {
        if (order.Returns.FirstOrDefault(payment => payment.Reference == command.Reference) is { } earlier)
        {
            return earlier.Amount == command.Amount
                ? Decision.NoChange
                : Rejection.Conflict("payment-differs", $"{command.Reference} stands here with {earlier.Amount:0.00}.");
        }

        var money = order.Money;
        if (Charging.Refuse(command.Amount, -money.Due, money.Currency) is { } refused)
        {
            return refused;
        }

        var after = money with { Revision = money.Revision + 1, Paid = money.Paid - command.Amount };
        return Decision.Accept(new PaymentReturned(order.TicketNumber, command.Amount, command.Reference, after, now));
    }

    internal static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        ReturnPayment command,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<RepairOrder, RepairOrderView>(number, order => Decide(order, command, clock.GetUtcNow()), cancellationToken);
}
