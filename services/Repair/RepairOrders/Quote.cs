using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R9: what the customer shall pay, in versions that expire.</summary>
internal static class Quote
{
    public const string Purpose = "quote-expiry";

    /// <summary>Parts and hours that the customer pays for.</summary>
    internal sealed record Work(IReadOnlyList<PartLine> Parts, decimal Hours);

    /// <summary>The next version. What is done already does not expire: its answer is waited for.</summary>
    public static QuoteMade Of(RepairOrder order, IReadOnlyList<Work> works, CaseFile file, DateTimeOffset now)
    {
        var prices = file.Parts.ToDictionary(part => part.Id, part => part.Price);
        var material = works.SelectMany(work => work.Parts).Sum(line => prices.GetValueOrDefault(line.PartNumber) * line.Quantity);
        var labor = Math.Round(works.Sum(work => work.Hours) * file.Rules.LaborRate, 2, MidpointRounding.AwayFromZero);
        return new QuoteMade(
            order.TicketNumber,
            order.QuoteVersion + 1,
            material,
            labor,
            material + labor,
            file.Rules.Currency,
            order.DoneOnSite is null ? now + file.Rules.QuoteValidity : null,
            now
        );
    }

    /// <summary>Everything of the order that the customer pays for, second looks included.</summary>
    public static IReadOnlyList<Work> WorksOf(RepairOrder order) =>
        [
            .. order is { Warranty.Free: false, Diagnosis: { } first } ? new Work[] { new(first.Parts, first.LaborHours) } : [],
            .. order.Further.Where(look => look.AtCustomersCost).Select(look => new Work(look.Parts, look.LaborHours)),
        ];

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
