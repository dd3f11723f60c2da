using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Channels.Board;

/// <summary>
/// I16: staff answer; nobody else sees it before somebody else has published it. A new answer takes the place of one that waits.
/// </summary>
/// <param name="Answer">The answer.</param>
public sealed record AnswerQuestion([property: Required, StringLength(4000, MinimumLength = 1)] string Answer)
{
    internal static Decision Decide(BoardQuestion question, AnswerQuestion command, Actor actor, DateTimeOffset now) =>
        question.IsOver || question.Status == QuestionStatus.Published
            ? Rejection.Conflict("question-over", $"The question is {question.Status.ToCode()}.")
        : question.Answer == command.Answer && question.AnsweredBy == actor.ToString() ? Decision.NoChange
        : Decision.Accept(new QuestionAnswered(command.Answer, actor.ToString(), now));

    internal static Task<Results<Ok<BoardQuestion>, ProblemHttpResult>> Handle(
        string question,
        AnswerQuestion command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<BoardQuestion, BoardQuestion>(question, q => Decide(q, command, actor, clock.GetUtcNow()), cancellationToken);
}
