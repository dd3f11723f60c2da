using System.Globalization;
using CustomerService.Repair.Charges;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R9: what the customer shall pay, in versions that expire.</summary>
internal static class Quote
{
    public const string Purpose = "quote-expiry";

    /// <summary>What one look found, and the customer pays for.</summary>
    internal sealed record Work(int Look, IReadOnlyList<PartLine> Parts, decimal Hours, int Level);

    /// <summary>The next version. What is done already does not expire: its answer is waited for.</summary>
    public static QuoteMade Of(RepairOrder order, IReadOnlyList<Work> works, CaseFile file, DateTimeOffset now)
    {
        IReadOnlyList<ChargeLine> lines = [.. works.SelectMany(work => LinesOf(work, file)), .. TravelOf(order, file)];
        return new QuoteMade(
            order.TicketNumber,
            order.QuoteVersion + 1,
            lines.Where(line => line.Kind == ChargeKind.Part).Sum(line => line.Amount),
            lines.Where(line => line.Kind == ChargeKind.Labor).Sum(line => line.Amount),
            lines.Where(line => line.Kind == ChargeKind.Travel).Sum(line => line.Amount),
            lines.Sum(line => line.Amount),
            file.Rules.Currency,
            lines,
            file.Prices.Id,
            order.DoneOnSite is null ? now + file.Rules.QuoteValidity : null,
            now
        );
    }

    /// <summary>Everything of the order that the customer pays for, second looks included.</summary>
    public static IReadOnlyList<Work> WorksOf(RepairOrder order) =>
        [
            .. order is { Warranty.Free: false, Diagnosis: { } first } ? new[] { WorkOf(first) } : [],
            .. order.Further.Where(look => look.AtCustomersCost).Select(WorkOf),
        ];

    public static Work WorkOf(FaultDiagnosed first) => new(1, first.Parts, first.LaborHours, first.LaborLevel);

    private static Work WorkOf(WorkAdded look) => new(look.Look, look.Parts, look.LaborHours, look.LaborLevel);

    private static IEnumerable<ChargeLine> LinesOf(Work work, CaseFile file)
    {
        foreach (var line in work.Parts)
        {
            yield return Line(work.Look, ChargeKind.Part, line.PartNumber, line.Quantity, file.PriceOf(line.PartNumber));
        }

        if (work.Hours > 0)
        {
            var level = work.Level.ToString(CultureInfo.InvariantCulture);
            yield return Line(work.Look, ChargeKind.Labor, level, work.Hours, file.Prices.OfHour(work.Level) ?? file.Rules.LaborRate);
        }
    }

    private static IEnumerable<ChargeLine> TravelOf(RepairOrder order, CaseFile file) =>
        order.DoneOnSite is { TravelKilometres: > 0 } done && file.Prices.TravelPerKilometre > 0
            ? [Line(1, ChargeKind.Travel, "", done.TravelKilometres, file.Prices.TravelPerKilometre)]
            : [];

    private static ChargeLine Line(int look, ChargeKind kind, string item, decimal quantity, decimal price) =>
        new(look, kind, item, quantity, price, Math.Round(quantity * price, 2, MidpointRounding.AwayFromZero));

    /// <summary>Without an answer in time it counts as declined.</summary>
    public static Decision Expire(RepairOrder order, int version, DateTimeOffset now) =>
        order.Status == RepairStatus.Quoted && order.Quote is { ExpiresAt: not null } quote && quote.Version == version
            ? Decision.Accept([new QuoteExpired(version, now), .. AnswerQuote.WithoutIt(order, now)])
            : Decision.NoChange;

    public static async Task HandleExpiry(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (number, version) = due.Numbered();
        await session.Decide<RepairOrder>(
            number,
            order => Expire(order, version, now),
            exclusively: true,
            cancellationToken: cancellationToken
        );
    }
}
