using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Catalogue.Cases;

/// <summary>I12: the draft is ready for somebody else to read it.</summary>
internal static class SubmitCase
{
    internal static Decision Decide(Case @case, Actor actor, DateTimeOffset now) =>
        @case.InReview ? Decision.NoChange
        : @case.Draft is null ? Rejection.Conflict("no-draft", "There is no draft to read.")
        : Decision.Accept(new CaseSubmitted(actor.ToString(), now));

    internal static Task<Results<Ok<Case>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<Case, Case>(number, c => Decide(c, actor, clock.GetUtcNow()), cancellationToken);
}
