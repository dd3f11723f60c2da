using System.ComponentModel.DataAnnotations;
using CustomerService.Repair.Charges;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R9: the customer has paid. The same reference again changes nothing; more than is due is refused.</summary>
/// <param name="Amount">What was paid, in whole cents.</param>
/// <param name="Kind">How: cash, card, wallet or transfer.</param>
/// <param name="Reference">Number of the receipt; it names the payment within the order.</param>
public sealed record RecordPayment(
    [property: Range(0.01, 10_000_000)] decimal Amount,
    PaymentKind Kind,
    [property: Required, StringLength(60, MinimumLength = 1)] string Reference
)
{
    internal static Decision Decide(RepairOrder order, RecordPayment command, DateTimeOffset now)
    {
        if (order.Payments.FirstOrDefault(payment => payment.Reference == command.Reference) is { } earlier)
        {
            return earlier.Amount == command.Amount && earlier.Kind == command.Kind
                ? Decision.NoChange
                : Rejection.Conflict("payment-differs", $"{command.Reference} stands here with {earlier.Amount:0.00}.");
        }

        var money = order.Money;
        if (Charging.Refuse(command.Amount, money.Due, money.Currency) is { } refused)
        {
            return refused;
        }

        var after = money with { Revision = money.Revision + 1, Paid = money.Paid + command.Amount };
        return Decision.Accept(new PaymentReceived(order.TicketNumber, command.Amount, command.Kind, command.Reference, after, now));
    }

    internal static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        RecordPayment command,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<RepairOrder, RepairOrderView>(number, order => Decide(order, command, clock.GetUtcNow()), cancellationToken);
}
