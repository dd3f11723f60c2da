using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>
/// D5: a confirmed visit goes to another engineer. The window stays wished for, and the one who had it is not asked again; a dispatcher may offer
/// it to somebody at once, otherwise the best candidate is asked.
/// </summary>
/// <param name="Reason">Why, as a code.</param>
public sealed record ReassignVisit([property: Required, StringLength(80, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(WorkOrder order, int number, ReassignVisit command, Actor actor, DateTimeOffset now)
    {
        if (!actor.IsDispatcher())
            return Rejection.Forbidden("dispatchers-only", "Only a dispatcher or a supervisor gives a visit to another engineer.");
        return order.On(number, actor, visit =>
        {
            if (visit.HasEnded)
                return VisitRules.Ended(visit);
            if (visit.State == VisitState.Proposed)
                return visit.Refused.Count > 0 && visit.Window > 0 ? Decision.NoChange : VisitRules.NotConfirmed(visit);
            return visit.State == VisitState.Confirmed
                ? Return(order, visit, command.Reason, actor, now)
                : Rejection.Conflict("engineer-under-way", $"The visit is {visit.State.ToCode()}.");
        });
    }

    /// <summary>The visit is without an engineer again; the window that was agreed is the wish.</summary>
    internal static Decision Return(WorkOrder order, Visit visit, string reason, Actor actor, DateTimeOffset now) =>
        order.Accept(
            visit.WithoutEngineer,
            now,
            new VisitReturned(visit.Number, visit.EngineerId!, reason, visit.WindowFrom, visit.WindowTo, false, actor.ToString(), now)
        );

    internal static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        ReassignVisit command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute(number, order => Decide(order, visit, command, actor, clock.GetUtcNow()), cancellationToken);
}
