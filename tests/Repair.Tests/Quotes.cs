using CustomerService.Repair.Charges;
using CustomerService.Repair.RepairOrders;

namespace CustomerService.Repair.Tests;

/// <summary>Quotes and their lines, made before the first price list.</summary>
internal static class Quotes
{
    public static ChargeLine Part(string number, int quantity, decimal price, int look = 1) =>
        new(look, ChargeKind.Part, number, quantity, price, quantity * price);

    public static ChargeLine Labor(decimal hours, decimal price = 80, int look = 1) =>
        new(look, ChargeKind.Labor, "1", hours, price, hours * price);

    public static QuoteMade Quote(string? ticket, int version, DateTimeOffset at, TimeSpan? validity, params ChargeLine[] lines) =>
        new(
            ticket,
            version,
            lines.Where(line => line.Kind == ChargeKind.Part).Sum(line => line.Amount),
            lines.Where(line => line.Kind == ChargeKind.Labor).Sum(line => line.Amount),
            lines.Where(line => line.Kind == ChargeKind.Travel).Sum(line => line.Amount),
            lines.Sum(line => line.Amount),
            "CNY",
            lines,
            "",
            at + validity,
            at
        );

    /// <summary>What an accepted quote charges when nothing was charged before.</summary>
    public static ChargesSet Charged(this QuoteMade quote, DateTimeOffset at, int revision = 1) =>
        new(quote.TicketNumber, quote.Lines, new Settlement(revision, quote.Amount, 0, 0, quote.Currency), at);
}
