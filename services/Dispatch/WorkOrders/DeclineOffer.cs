using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>D6: the engineer does not take the visit; the next candidate is asked.</summary>
/// <param name="Reason">Why, as a code.</param>
public sealed record DeclineOffer([property: Required, StringLength(80, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(WorkOrder order, int number, DeclineOffer command, Actor actor, DateTimeOffset now) =>
        order.OnOffer(number, actor, visit => visit.HasEnded ? VisitRules.Ended(visit)
            : visit.State != VisitState.Proposed
                ? Rejection.Conflict("visit-confirmed", "The offer was accepted; reschedule or cancel instead.")
            : visit.Offer is { } offer
                ? Decision.Accept(new VisitOfferDeclined(number, offer.EngineerId, DeclineKind.Declined, command.Reason, now))
            : visit.Asked.Count > 0 ? Decision.NoChange
            : Rejection.Conflict("no-offer", "Nobody is asked to take this visit at present."));

    internal static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        DeclineOffer command,
        Actor actor,
        Commands commands,
        HttpRequest request,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute(number, request, order => Decide(order, visit, command, actor, clock.GetUtcNow()), cancellationToken);
}
