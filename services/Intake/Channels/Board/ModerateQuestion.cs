using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Channels.Board;

/// <summary>I16: somebody else than who answered has read both; now everybody may.</summary>
internal static class PublishQuestion
{
    internal static Decision Decide(BoardQuestion question, Actor actor, DateTimeOffset now)
    {
        if (question.Status == QuestionStatus.Published)
            return Decision.NoChange;
        if (question.Status != QuestionStatus.Answered)
            return Rejection.Conflict("question-not-answered", $"The question is {question.Status.ToCode()}.");
        if (actor.Did(question.AnsweredBy))
            return Rejection.Forbidden("own-answer", "Somebody else reads it first.");
        return Decision.Accept(new QuestionPublished(actor.ToString(), now));
    }

    internal static Task<Results<Ok<BoardQuestion>, ProblemHttpResult>> Handle(
        string question,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<BoardQuestion, BoardQuestion>(question, q => Decide(q, actor, clock.GetUtcNow()), cancellationToken);
}

/// <summary>I16: not for everybody: it names somebody, offends, or is a matter for a ticket.</summary>
/// <param name="Reason">Why, for who asked.</param>
public sealed record RefuseQuestion([property: Required, StringLength(1000, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(BoardQuestion question, RefuseQuestion command, Actor actor, DateTimeOffset now) =>
        question.Status == QuestionStatus.Refused ? Decision.NoChange
        : question.Status is QuestionStatus.Published or QuestionStatus.Withdrawn
            ? Rejection.Conflict("question-over", $"The question is {question.Status.ToCode()}.")
        : Decision.Accept(new QuestionRefused(command.Reason, actor.ToString(), now));

    internal static Task<Results<Ok<BoardQuestion>, ProblemHttpResult>> Handle(
        string question,
        RefuseQuestion command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<BoardQuestion, BoardQuestion>(question, q => Decide(q, command, actor, clock.GetUtcNow()), cancellationToken);
}

/// <summary>I16: taken off the board, by who asked or by us, also after it was published.</summary>
internal static class WithdrawQuestion
{
    internal static Decision Decide(BoardQuestion question, Actor actor, DateTimeOffset now) =>
        actor.Is(Role.Customer) && question.CustomerNumber != actor.Id ? Rejection.NotFound<BoardQuestion>(question.Id)
        : question.Status == QuestionStatus.Withdrawn ? Decision.NoChange
        : Decision.Accept(new QuestionWithdrawn(actor.ToString(), now));

    internal static Task<Results<Ok<BoardQuestion>, ProblemHttpResult>> Handle(
        string question,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<BoardQuestion, BoardQuestion>(question, q => Decide(q, actor, clock.GetUtcNow()), cancellationToken);
}
