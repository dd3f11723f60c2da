using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>D5: the engineer has arrived. Who forgot to report the way may still arrive.</summary>
/// <param name="At">When; now unless said. A device without a line reports later.</param>
public sealed record ArriveAtVisit(DateTimeOffset? At = null)
{
    internal static Decision Decide(
        WorkOrder order,
        int number,
        ArriveAtVisit command,
        Actor actor,
        WorkOrderOptions rules,
        DateTimeOffset now
    )
    {
        var at = (command.At ?? now).ToUniversalTime();
        return order.On(number, actor, visit => visit.State switch
            {
                VisitState.OnSite => Decision.NoChange,
                VisitState.Proposed => VisitRules.NotConfirmed(visit),
                VisitState.Confirmed or VisitState.OnTheWay => VisitRules.Time(visit, at, rules, now) is { } wrong
                    ? wrong
                    : order.Accept(visit with { State = VisitState.OnSite }, at, new EngineerArrived(number, visit.EngineerId!, at)),
                _ => VisitRules.Ended(visit),
            });
    }

    internal static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        ArriveAtVisit? command,
        Actor actor,
        Commands commands,
        IOptions<WorkOrderOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Execute(
            number,
            order => Decide(order, visit, command ?? new ArriveAtVisit(), actor, rules.Value, clock.GetUtcNow()),
            cancellationToken
        );
}
