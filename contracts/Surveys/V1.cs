namespace CustomerService.Contracts.Surveys.V1;

/// <summary>A customer was invited to answer for one episode (S2).</summary>
public sealed record SurveyInvited
{
    /// <summary>The invitation's number: the ticket's number and the episode, for example T00000042-E1.</summary>
    public required string InvitationNumber { get; init; }

    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Episode that it asks about.</summary>
    public required int Episode { get; init; }

    /// <summary>Key and version of the questionnaire, for example satisfaction/1.</summary>
    public required string Questionnaire { get; init; }

    /// <summary>When it lapses.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A closed episode got no invitation, and why (S2).</summary>
public sealed record SurveySkipped
{
    /// <summary>The invitation's number.</summary>
    public required string InvitationNumber { get; init; }

    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Episode that it would have asked about.</summary>
    public required int Episode { get; init; }

    /// <summary>askedRecently or notSampled.</summary>
    public required string Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The first accepted answer to an invitation (S3). Free text stays in Surveys.</summary>
public sealed record SurveyAnswered
{
    /// <summary>The invitation's number.</summary>
    public required string InvitationNumber { get; init; }

    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Episode.</summary>
    public required int Episode { get; init; }

    /// <summary>Satisfaction from 1 to 5.</summary>
    public required int Satisfaction { get; init; }

    /// <summary>Likelihood to recommend from 0 to 10, or null.</summary>
    public int? Recommend { get; init; }

    /// <summary>True when the customer asks for a complaint to be opened.</summary>
    public required bool WantsComplaint { get; init; }

    /// <summary>When it was answered.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A low score opened a call-back (S6).</summary>
public sealed record CallBackOpened
{
    /// <summary>The call-back's number, for example T00000042-E1-B.</summary>
    public required string CallBackNumber { get; init; }

    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Satisfaction that opened it, from 1 to 5.</summary>
    public required int Satisfaction { get; init; }

    /// <summary>When the customer must have been called.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A call-back was made, with its result.</summary>
public sealed record CallBackCompleted
{
    /// <summary>The call-back's number.</summary>
    public required string CallBackNumber { get; init; }

    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>reached, notReached or refused.</summary>
    public required string Result { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A survey's answer asks for a complaint; Complaints registers it (S6, C1).</summary>
public sealed record ComplaintAskedFor
{
    /// <summary>Number that the complaint will have: the invitation's number and -C, for example T00000042-E1-C.</summary>
    public required string ComplaintNumber { get; init; }

    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The customer's number.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>Engineer who did the work, or null.</summary>
    public string? EngineerId { get; init; }

    /// <summary>Site that did the work, or null.</summary>
    public string? SiteCode { get; init; }

    /// <summary>Satisfaction that was given, from 1 to 5.</summary>
    public required int Satisfaction { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset At { get; init; }
}
