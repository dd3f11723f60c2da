using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>
/// D5: the customer agrees to the window of a confirmed visit, or refuses it; a refused one is planned anew. The window is named by its number, so
/// that nobody agrees to one that has moved meanwhile.
/// </summary>
/// <param name="Window">Number of the window, as the visit shows it.</param>
/// <param name="Answer">agreed or refused.</param>
/// <param name="WishedFrom">Start of a window that would do instead; any later one unless said.</param>
/// <param name="WishedTo">End of it.</param>
public sealed record AnswerWindow(
    [property: Range(1, 1000)] int Window,
    WindowAnswer Answer,
    DateTimeOffset? WishedFrom = null,
    DateTimeOffset? WishedTo = null
)
{
    internal static Decision Decide(
        WorkOrder order,
        int number,
        AnswerWindow command,
        Actor actor,
        WorkOrderOptions rules,
        DateTimeOffset now
    )
    {
        if (order.Visits.FirstOrDefault(v => v.Number == number) is not { } visit)
            return Rejection.NotFound("visit", $"{order.Id}/{number}");
        if (visit.HasEnded)
            return VisitRules.Ended(visit);
        if (visit.Window == command.Window && visit.WindowAnswer == command.Answer)
            return Decision.NoChange;
        if (visit.State != VisitState.Confirmed)
            return VisitRules.NotConfirmed(visit);
        if (visit.Window != command.Window)
            return Rejection.Conflict("window-moved", $"The window has moved: it is number {visit.Window} now.");
        var answered = new WindowAnswered(number, command.Window, command.Answer, actor.ToString(), now);
        if (command.Answer == WindowAnswer.Agreed)
            return Decision.Accept(answered);
        if (command is { WishedFrom: { } from, WishedTo: { } to } && VisitRules.Window(from, to, rules, now) is { } wrong)
            return wrong;
        var returned = new VisitReturned(
            number,
            visit.EngineerId!,
            "window-refused",
            command.WishedFrom?.ToUniversalTime() ?? visit.WindowTo,
            command.WishedTo?.ToUniversalTime(),
            true,
            actor.ToString(),
            now
        );
        return order.Accept(visit.WithoutEngineer, now, answered, returned);
    }

    internal static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        AnswerWindow command,
        Actor actor,
        Commands commands,
        IOptions<WorkOrderOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute(number, order => Decide(order, visit, command, actor, rules.Value, clock.GetUtcNow()), cancellationToken);
}
