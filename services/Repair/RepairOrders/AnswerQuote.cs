using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R3: the customer accepts the quote, or takes the unit back as it is. The same answer again changes nothing.</summary>
internal static class AnswerQuote
{
    public static Decision Accept(RepairOrder order, DateTimeOffset now) =>
        order.Status == RepairStatus.Quoted ? Decision.Accept(new QuoteAccepted(now), order.To(RepairStatus.QuoteAccepted, now))
        : order.Chosen == Warranty.RepairOption.PaidRepair && !order.HasEnded ? Decision.NoChange
        : order.Refuse("Accepting a quote");

    public static Decision Decline(RepairOrder order, DateTimeOffset now) =>
        order.Status switch
        {
            RepairStatus.Quoted => Decision.Accept(new QuoteDeclined(now), order.To(RepairStatus.ReturnedUnrepaired, now)),
            RepairStatus.ReturnedUnrepaired => Decision.NoChange,
            _ => order.Refuse("Declining a quote"),
        };

    public static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> HandleAccept(
        string number,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<RepairOrder, RepairOrderView>(number, order => Accept(order, clock.GetUtcNow()), cancellationToken);

    public static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> HandleDecline(
        string number,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<RepairOrder, RepairOrderView>(number, order => Decline(order, clock.GetUtcNow()), cancellationToken);
}
