namespace CustomerService.Dispatch.WorkOrders;

/// <summary>A work order as people and front-ends see it (D5). Kept in step with the stream, in the same transaction.</summary>
public sealed record WorkOrderView
{
    /// <summary>The work order's number.</summary>
    public required string Id { get; init; }

    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The customer's number; name, phone and address are asked for with a visit's <c>/customer</c>.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>vip, core, potential or ordinary.</summary>
    public required string CustomerClass { get; init; }

    /// <summary>GB/T 2260 code of the city to go to.</summary>
    public required string RegionCode { get; init; }

    /// <summary>IMEI of the unit, or null.</summary>
    public string? UnitImei { get; init; }

    /// <summary>Model of the unit, or null.</summary>
    public string? Model { get; init; }

    /// <summary>Reported fault code, or null.</summary>
    public string? FaultCode { get; init; }

    /// <summary>low, normal, high or urgent.</summary>
    public required string Priority { get; init; }

    /// <summary>Roll-up of the visits.</summary>
    public WorkOrderStatus Status { get; init; }

    /// <summary>Engineer of the last visit who holds it or is asked to, or null.</summary>
    public string? EngineerId { get; init; }

    /// <summary>Site of that engineer, or null.</summary>
    public string? SiteCode { get; init; }

    /// <summary>Whether the ticket was cancelled: no further visit is possible then.</summary>
    public bool TicketCancelled { get; init; }

    /// <summary>The visits, first one first.</summary>
    public IReadOnlyList<VisitView> Visits { get; init; } = [];

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When anything last happened.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>One visit of a work order.</summary>
public sealed record VisitView
{
    /// <summary>Running number, from 1.</summary>
    public required int Visit { get; init; }

    /// <summary>State of the visit.</summary>
    public VisitState State { get; init; } = VisitState.Proposed;

    /// <summary>Why a proposed visit is not with an engineer: <c>no-candidate</c>; otherwise null.</summary>
    public string? Waiting { get; init; }

    /// <summary>Start of the window that the customer wishes, or null.</summary>
    public DateTimeOffset? WishedFrom { get; init; }

    /// <summary>End of that window, or null.</summary>
    public DateTimeOffset? WishedTo { get; init; }

    /// <summary>Offers so far, first one first.</summary>
    public IReadOnlyList<OfferView> Offers { get; init; } = [];

    /// <summary>Engineer who accepted, or null.</summary>
    public string? EngineerId { get; init; }

    /// <summary>Site of that engineer, or null.</summary>
    public string? SiteCode { get; init; }

    /// <summary>Start of the agreed window, or null.</summary>
    public DateTimeOffset? WindowFrom { get; init; }

    /// <summary>End of the agreed window, or null.</summary>
    public DateTimeOffset? WindowTo { get; init; }

    /// <summary>Number of the agreed window, one more with each move; 0 while there is none. The customer's answer names it.</summary>
    public int Window { get; init; }

    /// <summary>What the customer said to it, or null.</summary>
    public WindowAnswer? WindowAnswer { get; init; }

    /// <summary>Who had the visit before and gave it back or lost it.</summary>
    public IReadOnlyList<ReturnView> Returns { get; init; } = [];

    /// <summary>Every move of the window.</summary>
    public IReadOnlyList<MoveView> Moves { get; init; } = [];

    /// <summary>When the engineer set out, or null.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>When the engineer arrived, or null.</summary>
    public DateTimeOffset? ArrivedAt { get; init; }

    /// <summary>When the visit ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>early, onTime or late against the agreed window (D8); null before the arrival.</summary>
    public Arrival? Arrival { get; init; }

    /// <summary>Whether the arrival was in the agreed window; null before the arrival.</summary>
    public bool? OnTime => Arrival is { } arrival ? arrival == WorkOrders.Arrival.OnTime : null;

    /// <summary>Why it was not completed or cancelled, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The service report of a visit that is done, as it was signed, or null.</summary>
    public ReportView? Report { get; init; }

    /// <summary>Corrections of the report, first one first; the last one counts.</summary>
    public IReadOnlyList<CorrectionView> Corrections { get; init; } = [];
}

/// <summary>An offer and what became of it.</summary>
/// <param name="EngineerId">The engineer who was asked.</param>
/// <param name="WindowFrom">Start of the offered window.</param>
/// <param name="WindowTo">End of the offered window.</param>
/// <param name="At">When it was made.</param>
/// <param name="ExpiresAt">When it lapses.</param>
/// <param name="Answer">open, accepted, declined, expired or withdrawn.</param>
/// <param name="Reason">Why it was declined, or null.</param>
public sealed record OfferView(
    string EngineerId,
    DateTimeOffset WindowFrom,
    DateTimeOffset WindowTo,
    DateTimeOffset At,
    DateTimeOffset ExpiresAt,
    string Answer,
    string? Reason = null
);

/// <summary>A move of the agreed window.</summary>
/// <param name="From">Start of the window before.</param>
/// <param name="To">End of the window before.</param>
/// <param name="Reason">Why, as a code.</param>
/// <param name="By">Who moved it.</param>
/// <param name="AgreedIn">The contact in which the customer agreed, or null.</param>
/// <param name="At">When it was moved.</param>
public sealed record MoveView(DateTimeOffset From, DateTimeOffset To, string Reason, string By, string? AgreedIn, DateTimeOffset At);

/// <summary>A visit that an engineer had and has no more.</summary>
/// <param name="EngineerId">The engineer.</param>
/// <param name="Reason">Why, as a code.</param>
/// <param name="By">Who said so.</param>
/// <param name="At">When.</param>
public sealed record ReturnView(string EngineerId, string Reason, string By, DateTimeOffset At);

/// <summary>The service report.</summary>
/// <param name="Outcome">What the visit brought.</param>
/// <param name="Findings">What was found.</param>
/// <param name="Acts">What was done.</param>
/// <param name="PartsUsed">Parts used.</param>
/// <param name="Hours">Hours of work.</param>
/// <param name="TravelKilometres">Kilometres travelled.</param>
/// <param name="SignatureHash">SHA-256 of the signature's image, lower-case hex.</param>
/// <param name="SignedBy">Who signed.</param>
/// <param name="FaultCode">Fault that was found, or null.</param>
public sealed record ReportView(
    VisitOutcome Outcome,
    string Findings,
    IReadOnlyList<string> Acts,
    IReadOnlyList<PartLine> PartsUsed,
    decimal Hours,
    decimal TravelKilometres,
    string SignatureHash,
    Signer SignedBy,
    string? FaultCode = null
);

/// <summary>A correction of the service report, made after it was signed.</summary>
/// <param name="Correction">Running number, from 1.</param>
/// <param name="Findings">What was found.</param>
/// <param name="Acts">What was done.</param>
/// <param name="Hours">Hours of work.</param>
/// <param name="TravelKilometres">Kilometres travelled.</param>
/// <param name="Reason">Why, as a code.</param>
/// <param name="By">Who corrected it.</param>
/// <param name="At">When.</param>
public sealed record CorrectionView(
    int Correction,
    string Findings,
    IReadOnlyList<string> Acts,
    decimal Hours,
    decimal TravelKilometres,
    string Reason,
    string By,
    DateTimeOffset At
);
