using CustomerService.ServiceDefaults;
using CustomerService.Surveys.CallBacks;
using CustomerService.Surveys.Invitations;
using Marten;

namespace CustomerService.Surveys.Answers;

/// <summary>What somebody answered, before it is decided whether it counts.</summary>
internal sealed record GivenAnswer(
    int Satisfaction,
    int? Recommend,
    string? Comment,
    bool WantsComplaint,
    AnswerChannel Channel,
    Actor? Interviewer,
    string? NonceId
)
{
    /// <summary>Who said it to us: the interviewer by phone, the customer on the page.</summary>
    public string By => Interviewer?.ToString() ?? "customer";
}

/// <summary>What became of an answer.</summary>
internal enum AnswerOutcome
{
    /// <summary>It stands.</summary>
    Accepted,

    /// <summary>The very page of the answer that stands was sent again.</summary>
    Repeated,

    /// <summary>Another answer stands; this one is kept, flagged, and counts nowhere.</summary>
    TooLate,
}

/// <summary>
/// S3: the first accepted answer stands; S6: a low score opens a call-back, and a complaint where asked, in the same transaction.
/// </summary>
internal static class AnswerSurvey
{
    internal static Decision Decide(SurveyInvitation invitation, GivenAnswer answer, SurveyOptions rules, DateTimeOffset now)
    {
        if (answer.Interviewer is { } interviewer && (interviewer.Did(invitation.Owner) || interviewer.Did(invitation.EngineerId)))
        {
            return Rejection.Forbidden("own-work", "Somebody who did not work on the ticket asks the customer.");
        }

        if (invitation.Status == InvitationStatus.Answered)
        {
            // Bounded, so that nobody can fill the store with what counts nowhere.
            return invitation.FlaggedAnswers >= rules.MaximumFlaggedAnswers
                ? Decision.NoChange
                : Decision.Accept(
                    new LaterAnswerFlagged(
                        Repeats(invitation, answer) ? FlagReason.PageRepeated : FlagReason.AlreadyAnswered,
                        answer.Satisfaction,
                        answer.Recommend,
                        answer.Comment,
                        answer.Channel,
                        answer.By,
                        now
                    )
                );
        }

        if (invitation.Status == InvitationStatus.Skipped)
        {
            return Rejection.Conflict("not-invited", $"Nobody was asked about {invitation.Id}.");
        }

        if (invitation.Status == InvitationStatus.Expired || now >= invitation.ExpiresAt)
        {
            return Rejection.Conflict("invitation-expired", $"Invitation {invitation.Id} lapsed at {invitation.ExpiresAt:u}.");
        }

        // The page hides the question for good scores, but a tick set before the score was changed is still sent.
        var wantsComplaint =
            answer.WantsComplaint && (answer.Channel == AnswerChannel.Phone || answer.Satisfaction <= rules.OfferComplaintUpTo);
        var answered = new SurveyAnswered(
            invitation.TicketNumber,
            invitation.Episode,
            answer.Satisfaction,
            answer.Recommend,
            answer.Comment,
            wantsComplaint,
            answer.Channel,
            answer.By,
            answer.NonceId,
            now
        );
        return wantsComplaint
            ? Decision.Accept(
                answered,
                new ComplaintAskedFor(
                    $"{invitation.Id}-C",
                    invitation.TicketNumber,
                    invitation.CustomerNumber,
                    invitation.EngineerId,
                    invitation.SiteCode,
                    answer.Satisfaction,
                    now
                )
            )
            : Decision.Accept(answered);
    }

    /// <summary>
    /// Decides under a row lock, so that of many answers at the same moment one stands, and adds the call-back. The caller commits.
    /// </summary>
    internal static async Task<Decided<SurveyInvitation>> Append(
        IDocumentSession session,
        string number,
        GivenAnswer answer,
        SurveyOptions rules,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var decided = await session.Decide<SurveyInvitation>(
            number,
            invitation => Decide(invitation, answer, rules, now),
            exclusively: true,
            cancellationToken: cancellationToken
        );
        if (
            OutcomeOf(decided, answer) == AnswerOutcome.Accepted
            && decided.State is { } answered
            && CallBackEvents.OpenFor(answered, answer.Satisfaction, rules, now) is { } opened
        )
        {
            session.Events.StartStream<CallBack>($"{number}-B", opened);
        }

        return decided;
    }

    /// <summary>What became of the answer: one that is only flagged changes something too, and counts nowhere.</summary>
    internal static AnswerOutcome OutcomeOf(Decided<SurveyInvitation> decided, GivenAnswer answer)
    {
        if (decided.Events.OfType<SurveyAnswered>().Any())
        {
            return AnswerOutcome.Accepted;
        }

        return decided.State is { } invitation && Repeats(invitation, answer) ? AnswerOutcome.Repeated : AnswerOutcome.TooLate;
    }

    private static bool Repeats(SurveyInvitation invitation, GivenAnswer answer) =>
        answer.NonceId is not null && answer.NonceId == invitation.AnsweredWithNonce;
}
