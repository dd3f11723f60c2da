namespace CustomerService.Subscriptions.Notices;

/// <summary>What a notice is about (E6). Preferences can mute each kind.</summary>
public enum NoticeKind
{
    /// <summary>To the customer: the ticket is open and has a number.</summary>
    TicketOpened,

    /// <summary>To the customer: an engineer comes in the agreed window.</summary>
    VisitConfirmed,

    /// <summary>To the customer: the window has moved.</summary>
    VisitRescheduled,

    /// <summary>To the customer: the engineer has left for the visit.</summary>
    EngineerOnTheWay,

    /// <summary>To the customer: a quote waits for an answer.</summary>
    QuoteToAccept,

    /// <summary>To the customer: the unit can be collected.</summary>
    ReadyForPickUp,

    /// <summary>To the customer: a remedy is proposed for the complaint.</summary>
    ComplaintProposal,

    /// <summary>To the customer: how was it, with the link of the survey.</summary>
    SurveyInvitation,

    /// <summary>To staff: a service level clock has passed a share of its time (I10).</summary>
    ServiceLevelWarning,

    /// <summary>To staff: a major fault was declared (I13).</summary>
    MajorFault,

    /// <summary>To the engineer: a visit is offered and waits for an answer (D6).</summary>
    VisitOffered,

    /// <summary>To the dispatchers: nobody can take a visit (D6).</summary>
    VisitWithoutEngineer,
}

/// <summary>A way to reach a person.</summary>
public enum NoticeChannel
{
    /// <summary>E-mail.</summary>
    Email,

    /// <summary>A short message to a phone.</summary>
    Sms,
}

/// <summary>Where a notice stands.</summary>
public enum NoticeStatus
{
    /// <summary>To be sent: now, after a pause, or after the quiet hours.</summary>
    Waiting,

    /// <summary>The mail server, or the gateway of short messages, has taken it.</summary>
    Sent,

    /// <summary>Given up; the last attempt says why.</summary>
    Failed,

    /// <summary>Not sent on purpose: muted, or there is nobody to send it to.</summary>
    Suppressed,
}
