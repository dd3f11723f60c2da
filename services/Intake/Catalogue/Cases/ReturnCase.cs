using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Catalogue.Cases;

/// <summary>I12: the reader sends the draft back to its authors.</summary>
/// <param name="Reason">What is missing or wrong.</param>
public sealed record ReturnCase([property: Required, StringLength(1000, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Case @case, ReturnCase command, Actor actor, DateTimeOffset now) =>
        !@case.InReview
            ? @case.Returned == command.Reason
                ? Decision.NoChange
                : Rejection.Conflict("not-in-review", "The draft was not submitted.")
            : Decision.Accept(new CaseReturned(command.Reason, actor.ToString(), now));

    internal static Task<Results<Ok<Case>, ProblemHttpResult>> Handle(
        string number,
        ReturnCase command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<Case, Case>(number, c => Decide(c, command, actor, clock.GetUtcNow()), cancellationToken);
}
