using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Desk.Departments;

/// <summary>I14: who took the request answers it.</summary>
/// <param name="Answer">The answer.</param>
public sealed record AnswerRequest([property: Required, StringLength(4000, MinimumLength = 1)] string Answer)
{
    internal static Decision Decide(AskedDepartment asked, string request, AnswerRequest command, Actor actor, DateTimeOffset now)
    {
        if (asked.TakenBy is { } other && other != actor.ToString())
            return Rejection.Conflict("request-taken", $"{other} works on it.");
        if (asked.Step == RequestStep.Answered)
            return Decision.NoChange;
        if (asked.Step != RequestStep.Taken)
            return Rejection.Conflict("request-step", $"The request is {asked.Step.ToCode()}; take it first.");
        return Decision.Accept(new DepartmentAnswered(request, command.Answer, actor.ToString(), now));
    }

    internal static Task<Results<Ok<CrossDepartmentRequest>, ProblemHttpResult>> Handle(
        string number,
        string request,
        AnswerRequest command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnRequest(number, request, (_, asked) => Decide(asked!, request, command, actor, clock.GetUtcNow()), cancellationToken);
}
