using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>D5: the visit is given up before the engineer has arrived.</summary>
/// <param name="Reason">Why, as a code.</param>
public sealed record CancelVisit([property: Required, StringLength(80, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(WorkOrder order, int number, CancelVisit command, Actor actor, DateTimeOffset now) =>
        order.On(number, actor, visit => visit.State switch
            {
                VisitState.Cancelled => Decision.NoChange,
                VisitState.OnSite => Rejection.Conflict("engineer-on-site", "The engineer is there; the visit ends as completed or not."),
                VisitState.Done or VisitState.CannotComplete => VisitRules.Ended(visit),
                _ => order.Accept(
                    visit with
                    {
                        State = VisitState.Cancelled,
                    },
                    now,
                    new VisitNotCompleted(number, VisitState.Cancelled, command.Reason, now)
                ),
            });

    internal static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        CancelVisit command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute(number, order => Decide(order, visit, command, actor, clock.GetUtcNow()), cancellationToken);
}
