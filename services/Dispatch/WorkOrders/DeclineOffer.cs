using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>D6: the engineer does not take the visit; the next candidate is asked.</summary>
/// <param name="Reason">Why, as a code.</param>
public sealed record DeclineOffer([property: Required, StringLength(80, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(WorkOrder order, int number, DeclineOffer command, Actor actor, DateTimeOffset now) =>
        order.OnOffer(number, actor, visit =>
        {
            if (visit.HasEnded)
                return VisitRules.Ended(visit);
            if (visit.State != VisitState.Proposed)
                return Rejection.Conflict("visit-confirmed", "The offer was accepted; reschedule or cancel instead.");
            if (visit.Offer is { } offer)
                return Decision.Accept(new VisitOfferDeclined(number, offer.EngineerId, DeclineKind.Declined, command.Reason, now));
            if (visit.Asked.Count > 0)
                return Decision.NoChange;
            return Rejection.Conflict("no-offer", "Nobody is asked to take this visit at present.");
        });

    internal static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        DeclineOffer command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute(number, order => Decide(order, visit, command, actor, clock.GetUtcNow()), cancellationToken);
}
