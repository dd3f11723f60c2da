using CustomerService.Repair.Charges;
using CustomerService.ServiceDefaults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R9: what an order charges, and what cannot be paid.</summary>
internal static class Charging
{
    /// <summary>
    /// From now on these lines are charged. What is waived stays waived up to what is charged; what was paid beyond it is to be returned.
    /// </summary>
    public static IReadOnlyList<object> Charge(this RepairOrder order, IReadOnlyList<ChargeLine> lines, DateTimeOffset now)
    {
        var (before, charged) = (order.Money, lines.Sum(line => line.Amount));
        if (lines.SequenceEqual(order.Charges))
        {
            return [];
        }

        var after = before with { Revision = before.Revision + 1, Charged = charged, Waived = Math.Min(before.Waived, charged) };
        return [new ChargesSet(order.TicketNumber, lines, after, now)];
    }

    /// <summary>R3: what was done on the spot and declined is charged and waived: the refusal is on record, and who bears it.</summary>
    public static IReadOnlyList<object> ChargeAndWaive(this RepairOrder order, QuoteMade quote, DateTimeOffset now)
    {
        var charged = order.Charge(quote.Lines, now);
        var money = charged.OfType<ChargesSet>().SingleOrDefault()?.After ?? order.Money;
        return money.Due > 0 ? [.. charged, Waive(order, money, money.Due, "quoteDeclined", now)] : charged;
    }

    public static ChargesWaived Waive(RepairOrder order, Settlement money, decimal amount, string reason, DateTimeOffset now) =>
        new(order.TicketNumber, amount, reason, money with { Revision = money.Revision + 1, Waived = money.Waived + amount }, now);

    /// <summary>Why this amount cannot be paid, returned or waived while so much is open, or null. What is smaller than a cent cannot be.</summary>
    public static Rejection? Refuse(decimal amount, decimal open, string currency)
    {
        if (amount <= 0 || decimal.Round(amount, 2) != amount)
        {
            return Rejection.Invalid("amount-not-payable", "Name an amount in whole cents.");
        }

        if (amount <= open)
        {
            return null;
        }

        return Rejection.Conflict("more-than-due", open > 0 ? $"{open:0.00} {currency} are open." : "Nothing is open.");
    }
}
