using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.Departments;

/// <summary>
/// I14: the department says that it is not theirs, before it has answered. Once the office has ruled there is no dispute.
/// </summary>
/// <param name="Reason">Why, for the office.</param>
public sealed record DisputeRequest([property: Required, StringLength(1000, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(
        AskedDepartment asked,
        string request,
        DisputeRequest command,
        DepartmentOptions rules,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (asked.Step == RequestStep.Disputed && asked.DisputedBy == actor.ToString())
            return Decision.NoChange;
        if (asked.Step is RequestStep.Answered or RequestStep.Disputed)
            return Rejection.Conflict("request-step", $"The request is {asked.Step.ToCode()}.");
        if (asked.IsRuled)
            return Rejection.Conflict("ruling-final", "The office has ruled.");
        if (actor.Did(asked.AskedBy))
            return Rejection.Forbidden("own-request", "Somebody of the other department disputes it.");
        if (asked.TakenBy is { } other && other != actor.ToString())
            return Rejection.Conflict("request-taken", $"{other} works on it.");
        return Decision.Accept(new DepartmentDisputed(request, command.Reason, actor.ToString(), now + rules.RuledWithin, now));
    }

    internal static Task<Results<Ok<CrossDepartmentRequest>, ProblemHttpResult>> Handle(
        string number,
        string request,
        DisputeRequest command,
        Actor actor,
        Commands commands,
        IOptions<DepartmentOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.OnRequest(
            number,
            request,
            (_, asked) => Decide(asked!, request, command, rules.Value, actor, clock.GetUtcNow()),
            cancellationToken
        );
}
