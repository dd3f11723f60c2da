using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>D5: a further visit of the same order, when none is open: the work was not finished, or nobody was there.</summary>
/// <param name="WindowFrom">Start of the window that the customer wishes, or none for as soon as possible.</param>
/// <param name="WindowTo">End of that window.</param>
public sealed record ProposeVisit(DateTimeOffset? WindowFrom = null, DateTimeOffset? WindowTo = null)
{
    internal static Decision Decide(WorkOrder order, ProposeVisit command, Actor actor, WorkOrderOptions rules, DateTimeOffset now)
    {
        var visit = new Visit(order.Visits.Count + 1, command.WindowFrom?.ToUniversalTime(), command.WindowTo?.ToUniversalTime(), now);
        if (!actor.IsDispatcher() && actor.Role != "agent" && !order.Visits.Any(v => v.MayBeActedOnBy(actor)))
            return Rejection.Forbidden(
                "not-your-visit",
                "Only an engineer of the order, an agent, a dispatcher or a supervisor may do it."
            );
        if (order.TicketCancelled)
            return Rejection.Conflict("ticket-cancelled", "The ticket was cancelled.");
        if (order.Visits.Any(v => !v.HasEnded))
            return Rejection.Conflict("visit-open", "Another visit of this order is still open.");
        if (visit is { WishedFrom: { } from, WishedTo: { } to } && VisitRules.Window(from, to, rules, now) is { } wrong)
            return wrong;
        return order.Accept(visit, now, new VisitProposed(visit.Number, visit.WishedFrom, visit.WishedTo, now));
    }

    internal static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        ProposeVisit? command,
        Actor actor,
        Commands commands,
        IOptions<WorkOrderOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Execute(
            number,
            order => Decide(order, command ?? new ProposeVisit(), actor, rules.Value, clock.GetUtcNow()),
            cancellationToken
        );
}
