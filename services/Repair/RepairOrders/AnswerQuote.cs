using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// R3, R9: the customer accepts the quote, or does without what it is for. What was repaired on the spot already stays so: then the refusal
/// is on record, and the order ends with either answer. The same answer again changes nothing.
/// </summary>
/// <param name="Version">Version of the quote that the customer has seen; another one than that in force cannot be answered.</param>
public sealed record AnswerQuote([property: Range(1, 10_000)] int Version)
{
    internal static Decision Accept(RepairOrder order, int version, DateTimeOffset now)
    {
        if (Refuse(order, version, now, "Accepting a quote") is { } refused)
        {
            return order.QuoteAnswer == true && order.Quote?.Version == version ? Decision.NoChange : refused;
        }

        return Decision.Accept([
            new QuoteAccepted(version, now),
            .. order.Charge(order.Quote!.Lines, now),
            order.To(RepairStatus.QuoteAccepted, now),
            .. order.DoneOnSite is { } done ? FieldRepair.Close(order, done, now, step: 2) : [],
        ]);
    }

    internal static Decision Decline(RepairOrder order, int version, DateTimeOffset now)
    {
        if (Refuse(order, version, now, "Declining a quote") is { } refused)
        {
            return order.QuoteAnswer == false && order.Quote?.Version == version ? Decision.NoChange : refused;
        }

        return Decision.Accept([new QuoteDeclined(version, now), .. WithoutIt(order, now)]);
    }

    /// <summary>
    /// How an order goes on whose quote was not accepted: what is done is over, what a second look found is left out, and a repair that has
    /// not begun does not begin.
    /// </summary>
    internal static IReadOnlyList<object> WithoutIt(RepairOrder order, DateTimeOffset now)
    {
        if (order.DoneOnSite is { } done)
        {
            return [.. order.ChargeAndWaive(order.Quote!, now), .. FieldRepair.Close(order, done, now)];
        }

        return order.HasBegun
            ? [new WorkDropped(order.Further[^1].Look, now), order.To(RepairStatus.InRepair, now)]
            : [order.To(RepairStatus.ReturnedUnrepaired, now)];
    }

    internal static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> HandleAccept(
        string number,
        AnswerQuote command,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => Answer(number, commands, order => Accept(order, command.Version, clock.GetUtcNow()), cancellationToken);

    internal static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> HandleDecline(
        string number,
        AnswerQuote command,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => Answer(number, commands, order => Decline(order, command.Version, clock.GetUtcNow()), cancellationToken);

    private static Rejection? Refuse(RepairOrder order, int version, DateTimeOffset now, string what)
    {
        if (order.Status != RepairStatus.Quoted || order.Quote is not { } quote)
        {
            return order.Refuse(what);
        }

        if (quote.Version != version)
        {
            return Rejection.Conflict("quote-replaced", $"The quote in force is version {quote.Version}.");
        }

        return quote.ExpiresAt <= now ? Rejection.Conflict("quote-expired", $"The quote was good until {quote.ExpiresAt:u}.") : null;
    }

    private static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Answer(
        string number,
        Commands commands,
        Func<RepairOrder, Decision> decide,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<RepairOrderView>(
            number,
            (session, _) => session.DecideOnUnit(number, commands.Expected, (order, _) => decide(order), cancellationToken).Rejection(),
            cancellationToken
        );
}
