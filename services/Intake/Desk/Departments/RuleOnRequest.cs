using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.Departments;

/// <summary>I14: the office says which department answers, and its clocks start again. Neither who asked nor who disputes rules.</summary>
/// <param name="Department">Code of the department that answers.</param>
/// <param name="Reason">Why, for both.</param>
public sealed record RuleOnRequest(
    [property: Required, StringLength(40, MinimumLength = 1)] string Department,
    [property: Required, StringLength(1000, MinimumLength = 1)] string Reason
)
{
    internal static Decision Decide(
        AskedDepartment asked,
        string request,
        RuleOnRequest command,
        DepartmentOptions rules,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (AskDepartment.UnknownDepartment(command.Department, rules) is { } unknown)
            return unknown;
        if (asked is { IsRuled: true, Step: RequestStep.Asked } && asked.Department == command.Department)
            return Decision.NoChange;
        if (asked.Step != RequestStep.Disputed)
            return Rejection.Conflict("request-step", $"The request is {asked.Step.ToCode()}.");
        if (actor.Did(asked.AskedBy) || actor.Did(asked.DisputedBy))
            return Rejection.Forbidden("own-dispute", "Somebody else rules.");
        return Decision.Accept(
            new DepartmentRuled(
                request,
                command.Department,
                command.Reason,
                actor.ToString(),
                now + rules.TakenWithin,
                now + rules.AnsweredWithin,
                now
            )
        );
    }

    internal static Task<Results<Ok<CrossDepartmentRequest>, ProblemHttpResult>> Handle(
        string number,
        string request,
        RuleOnRequest command,
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
