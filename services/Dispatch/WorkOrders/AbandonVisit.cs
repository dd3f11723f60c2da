using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>D5: the visit could not be completed: nobody there, a part missing. Possible from the confirmation on.</summary>
/// <param name="Reason">Why, as a code.</param>
public sealed record AbandonVisit([property: Required, StringLength(80, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(WorkOrder order, int number, AbandonVisit command, Actor actor, DateTimeOffset now) =>
        order.On(number, actor, visit => visit.State switch
            {
                VisitState.CannotComplete => Decision.NoChange,
                VisitState.Proposed => VisitRules.NotConfirmed(visit),
                VisitState.Confirmed or VisitState.OnTheWay or VisitState.OnSite => order.Accept(
                    visit with
                    {
                        State = VisitState.CannotComplete,
                    },
                    now,
                    new VisitNotCompleted(number, VisitState.CannotComplete, command.Reason, now)
                ),
                _ => VisitRules.Ended(visit),
            });

    internal static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        AbandonVisit command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute(number, order => Decide(order, visit, command, actor, clock.GetUtcNow()), cancellationToken);
}
