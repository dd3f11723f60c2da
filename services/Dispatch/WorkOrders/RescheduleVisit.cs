using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>D5: the agreed window moves; every move is kept with who agreed. The engineer must be free then, and the place open.</summary>
/// <param name="WindowFrom">Start of the new window.</param>
/// <param name="WindowTo">End of the new window.</param>
/// <param name="Reason">Why, as a code.</param>
/// <param name="AgreedIn">
/// The contact in which the customer agreed: a call, a mail, a message. Needed when the window moves further than a short delay.
/// </param>
public sealed record RescheduleVisit(
    DateTimeOffset WindowFrom,
    DateTimeOffset WindowTo,
    [property: Required, StringLength(80, MinimumLength = 1)] string Reason,
    [property: StringLength(80, MinimumLength = 1)] string? AgreedIn = null
)
{
    internal static Decision Decide(
        WorkOrder order,
        int number,
        RescheduleVisit command,
        Actor actor,
        WorkOrderOptions rules,
        DateTimeOffset now
    ) => order.On(number, actor, visit =>
        {
            if (visit.HasEnded)
                return VisitRules.Ended(visit);
            if (visit.State != VisitState.Confirmed)
                return VisitRules.NotConfirmed(visit);
            if (visit.WindowFrom == command.WindowFrom && visit.WindowTo == command.WindowTo)
                return Decision.NoChange;
            if (VisitRules.Window(command.WindowFrom, command.WindowTo, rules, now) is { } wrong)
                return wrong;
            if (command.AgreedIn is null && (command.WindowFrom - visit.WindowFrom!.Value).Duration() > rules.MovesWithoutCustomer)
                return Rejection.Conflict(
                    "customer-agreement-missing",
                    $"More than {rules.MovesWithoutCustomer} away from the agreed window needs the customer: name the contact."
                );
            return Decision.Accept(
                new VisitRescheduled(
                    number,
                    command.WindowFrom.ToUniversalTime(),
                    command.WindowTo.ToUniversalTime(),
                    command.Reason,
                    actor.ToString(),
                    command.AgreedIn,
                    now
                )
            );
        });

    internal static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        RescheduleVisit command,
        Actor actor,
        Commands commands,
        IOptions<WorkOrderOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute(number, order => Decide(order, visit, command, actor, rules.Value, clock.GetUtcNow()), cancellationToken);
}
