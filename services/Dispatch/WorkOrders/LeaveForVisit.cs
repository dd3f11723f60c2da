using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>D5: the engineer is on the way.</summary>
internal static class LeaveForVisit
{
    public static Decision Decide(WorkOrder order, int number, Actor actor, DateTimeOffset now) =>
        order.On(number, actor, visit => visit.State switch
            {
                VisitState.Confirmed => order.Accept(
                    visit with
                    {
                        State = VisitState.OnTheWay,
                    },
                    now,
                    new EngineerLeft(number, visit.EngineerId!, now)
                ),
                VisitState.OnTheWay or VisitState.OnSite => Decision.NoChange,
                VisitState.Proposed => VisitRules.NotConfirmed(visit),
                _ => VisitRules.Ended(visit),
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
