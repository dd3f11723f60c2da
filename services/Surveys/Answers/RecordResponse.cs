using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using CustomerService.Surveys.Invitations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Surveys.Answers;

/// <summary>S3: staff who interview by phone record the answer. An answer behind the first one is refused, and kept flagged.</summary>
/// <param name="Satisfaction">From 1 to 5.</param>
/// <param name="Recommend">From 0 to 10.</param>
/// <param name="Comment">The customer's words; they stay in Surveys.</param>
/// <param name="WantsComplaint">The customer asks for a complaint to be opened.</param>
public sealed record RecordResponse(
    [property: Range(1, 5)] int Satisfaction,
    [property: Range(0, 10)] int? Recommend = null,
    [property: StringLength(RecordResponse.LongestComment)] string? Comment = null,
    bool WantsComplaint = false
)
{
    /// <summary>Characters of a comment.</summary>
    public const int LongestComment = 2000;

    internal static async Task<Results<Ok<SurveyInvitationView>, ProblemHttpResult>> Handle(
        string number,
        RecordResponse command,
        Actor actor,
        Commands commands,
        IOptions<SurveyOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var answer = new GivenAnswer(
            command.Satisfaction,
            command.Recommend,
            command.Comment,
            command.WantsComplaint,
            AnswerChannel.Phone,
            actor,
            NonceId: null
        );
        var decided = await commands.Commit(
            (session, _) => AnswerSurvey.Append(session, number, answer, rules.Value, clock.GetUtcNow(), cancellationToken),
            cancellationToken
        );
        var rejection =
            decided.Rejection is not null || AnswerSurvey.OutcomeOf(decided, answer) == AnswerOutcome.Accepted
                ? decided.Rejection
                : Rejection.Conflict("already-answered", $"{number} was answered before; the first answer stands.");
        return rejection is not null ? rejection.ToProblem() : await commands.Answer<SurveyInvitationView>(number, cancellationToken);
    }
}
