namespace CustomerService.Contracts.Complaints.V1;

/// <summary>A complaint was registered; the supervisor knows at once (C1).</summary>
public sealed record ComplaintRegistered
{
    /// <summary>The complaint's number, for example T00000042-C1.</summary>
    public required string ComplaintNumber { get; init; }

    /// <summary>The ticket's number, or null.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>person, site, product or policy.</summary>
    public required string AboutKind { get; init; }

    /// <summary>Who or what it is about, as an id; null when not known.</summary>
    public string? About { get; init; }

    /// <summary>low, medium or high.</summary>
    public required string Severity { get; init; }

    /// <summary>ticket, survey or manual.</summary>
    public required string Origin { get; init; }

    /// <summary>When a proposal is due (48 h by default, C2).</summary>
    public required DateTimeOffset ProposalDueAt { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The status of a complaint changed.</summary>
public sealed record ComplaintStatusChanged
{
    /// <summary>The complaint's number.</summary>
    public required string ComplaintNumber { get; init; }

    /// <summary>The ticket's number, or null.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>received, acknowledged, investigating, proposed, accepted, rejected or closed.</summary>
    public required string Status { get; init; }

    /// <summary>Level of escalation, 1 to 3.</summary>
    public required int Level { get; init; }

    /// <summary>
    /// Counts the changes of this complaint, from 1: of two facts that arrive in the wrong order the higher one is right.
    /// </summary>
    public required int Revision { get; init; }

    /// <summary>When it changed.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The clock of a complaint passed 50, 75 or 100 % of the time to a proposal (C2).</summary>
public sealed record ComplaintSupervisionNotice
{
    /// <summary>The complaint's number.</summary>
    public required string ComplaintNumber { get; init; }

    /// <summary>The ticket's number, or null.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>50, 75 or 100; 100 is a breach.</summary>
    public required int Percent { get; init; }

    /// <summary>Level of escalation, 1 to 3.</summary>
    public required int Level { get; init; }

    /// <summary>When it passed.</summary>
    public required DateTimeOffset At { get; init; }
}
