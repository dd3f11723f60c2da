using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>D5, D6: the engineer takes the visit in the offered window. Accepted is not assigned: only this confirms it.</summary>
internal static class AcceptOffer
{
    public static Decision Decide(WorkOrder order, int number, Actor actor, DateTimeOffset now) =>
        order.OnOffer(number, actor, visit => visit.HasEnded ? VisitRules.Ended(visit)
            : visit.State != VisitState.Proposed ? Decision.NoChange
            : visit.Offer is not { } offer ? Rejection.Conflict("no-offer", "Nobody is asked to take this visit at present.")
            : now > offer.ExpiresAt ? Rejection.Conflict("offer-expired", $"The offer lapsed at {offer.ExpiresAt:O}.")
            : order.Accept(
                visit with
                {
                    State = VisitState.Confirmed,
                    EngineerId = offer.EngineerId,
                    SiteCode = offer.SiteCode,
                },
                now,
                new VisitConfirmed(number, offer.EngineerId, offer.SiteCode, offer.WindowFrom, offer.WindowTo, now)
            ));

    public static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        Actor actor,
        Commands commands,
        HttpRequest request,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute(number, request, order => Decide(order, visit, actor, clock.GetUtcNow()), cancellationToken);
}
