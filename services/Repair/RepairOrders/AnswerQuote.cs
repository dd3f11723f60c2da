using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// R3: the customer accepts the quote, or takes the unit back as it is. What was repaired on the spot already stays so: then the refusal is
/// on record, and the order ends with either answer. The same answer again changes nothing.
/// </summary>
internal static class AnswerQuote
{
    public static Decision Accept(RepairOrder order, DateTimeOffset now)
    {
        if (order.Status != RepairStatus.Quoted)
        {
            return order.QuoteAnswer == true ? Decision.NoChange : order.Refuse("Accepting a quote");
        }

        var accepted = order.To(RepairStatus.QuoteAccepted, now);
        return order.DoneOnSite is { } done
            ? Decision.Accept([new QuoteAccepted(now), accepted, .. FieldRepair.Close(order, done, now, step: 2)])
            : Decision.Accept(new QuoteAccepted(now), accepted);
    }

    public static Decision Decline(RepairOrder order, DateTimeOffset now)
    {
        if (order.Status != RepairStatus.Quoted)
        {
            return order.QuoteAnswer == false ? Decision.NoChange : order.Refuse("Declining a quote");
        }

        return order.DoneOnSite is { } done
            ? Decision.Accept([new QuoteDeclined(now), .. FieldRepair.Close(order, done, now)])
            : Decision.Accept(new QuoteDeclined(now), order.To(RepairStatus.ReturnedUnrepaired, now));
    }

    public static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> HandleAccept(
        string number,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => Answer(number, commands, order => Accept(order, clock.GetUtcNow()), cancellationToken);

    public static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> HandleDecline(
        string number,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => Answer(number, commands, order => Decline(order, clock.GetUtcNow()), cancellationToken);

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
