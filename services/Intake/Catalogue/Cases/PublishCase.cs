using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Catalogue.Cases;

/// <summary>I12: somebody who wrote nothing of it has read the draft and puts it in use as the next version.</summary>
internal static class PublishCase
{
    internal static Decision Decide(Case @case, Actor actor, DateTimeOffset now) =>
        !@case.InReview
            ? @case.Reviewer == actor.ToString() && @case is { Draft: null, IsRetired: false }
                ? Decision.NoChange
                : Rejection.Conflict("not-in-review", "The draft was not submitted.")
            : @case.Authors.Any(actor.Did)
                ? Rejection.Forbidden("own-draft", "Somebody who wrote nothing of it has to read it.")
                : Decision.Accept(new CasePublished(@case.PublishedVersion + 1, actor.ToString(), now));

    internal static Task<Results<Ok<Case>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<Case, Case>(number, c => Decide(c, actor, clock.GetUtcNow()), cancellationToken);
}
