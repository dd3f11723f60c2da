using Marten;

namespace CustomerService.Surveys.Invitations;

/// <summary>Where an invitation stands.</summary>
public enum InvitationStatus
{
    /// <summary>The customer may answer.</summary>
    Invited,

    /// <summary>Nobody was asked.</summary>
    Skipped,

    /// <summary>Answered; the first answer stands.</summary>
    Answered,

    /// <summary>Lapsed without an answer.</summary>
    Expired,
}

/// <summary>Why nobody was asked (S2).</summary>
public enum SkipReason
{
    /// <summary>The customer was asked within the last 30 days.</summary>
    AskedRecently,

    /// <summary>Not in the sample.</summary>
    NotSampled,
}

/// <summary>How an answer reached us.</summary>
public enum AnswerChannel
{
    /// <summary>The customer, on the page.</summary>
    Page,

    /// <summary>Staff, interviewing by phone.</summary>
    Phone,
}

/// <summary>Why an answer does not count.</summary>
public enum FlagReason
{
    /// <summary>The same page was submitted again.</summary>
    PageRepeated,

    /// <summary>The invitation had been answered.</summary>
    AlreadyAnswered,
}

internal sealed record SurveyInvited(
    string TicketNumber,
    int Episode,
    string CustomerNumber,
    string CustomerClass,
    string Language,
    string RegionCode,
    string TicketType,
    string Owner,
    string? SiteCode,
    string? EngineerId,
    string Questionnaire,
    DateTimeOffset RemindAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset At
);

internal sealed record SurveySkipped(string TicketNumber, int Episode, string CustomerNumber, SkipReason Reason, DateTimeOffset At);

internal sealed record ReminderDue(DateTimeOffset At);

internal sealed record InvitationExpired(DateTimeOffset At);

internal sealed record SurveyAnswered(
    string TicketNumber,
    int Episode,
    int Satisfaction,
    int? Recommend,
    string? Comment,
    bool WantsComplaint,
    AnswerChannel Channel,
    string By,
    string? NonceId,
    DateTimeOffset At
);

internal sealed record LaterAnswerFlagged(
    FlagReason Reason,
    int Satisfaction,
    int? Recommend,
    string? Comment,
    AnswerChannel Channel,
    string By,
    DateTimeOffset At
);

internal sealed record ComplaintAskedFor(
    string ComplaintNumber,
    string TicketNumber,
    string CustomerNumber,
    string? EngineerId,
    string? SiteCode,
    int Satisfaction,
    DateTimeOffset At
);

internal static class InvitationEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<SurveyInvited>("survey_invited_v1");
        options.Events.MapEventType<SurveySkipped>("survey_skipped_v1");
        options.Events.MapEventType<ReminderDue>("reminder_due_v1");
        options.Events.MapEventType<InvitationExpired>("invitation_expired_v1");
        options.Events.MapEventType<SurveyAnswered>("survey_answered_v1");
        options.Events.MapEventType<LaterAnswerFlagged>("later_answer_flagged_v1");
        options.Events.MapEventType<ComplaintAskedFor>("complaint_asked_for_v1");
    }
}
