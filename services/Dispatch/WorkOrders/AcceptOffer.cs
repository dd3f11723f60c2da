using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>D5, D6: the engineer takes the visit in the offered window. Accepted is not assigned: only this confirms it.</summary>
internal static class AcceptOffer
{
    public static Decision Decide(WorkOrder order, int number, Actor actor, DateTimeOffset now) => order.OnOffer(number, actor, visit =>
        {
            if (visit.HasEnded)
                return VisitRules.Ended(visit);
            if (visit.State != VisitState.Proposed)
                return Decision.NoChange;
            if (visit.Offer is not { } offer)
                return Rejection.Conflict("no-offer", "Nobody is asked to take this visit at present.");
            if (now > offer.ExpiresAt)
                return Rejection.Conflict("offer-expired", $"The offer lapsed at {offer.ExpiresAt:O}.");
            return order.Accept(
                visit with
                {
                    State = VisitState.Confirmed,
                    EngineerId = offer.EngineerId,
                    SiteCode = offer.SiteCode,
                },
                now,
                new VisitConfirmed(number, offer.EngineerId, offer.SiteCode, offer.WindowFrom, offer.WindowTo, now)
            );
        });

    public static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute(number, order => Decide(order, visit, actor, clock.GetUtcNow()), cancellationToken);
}
