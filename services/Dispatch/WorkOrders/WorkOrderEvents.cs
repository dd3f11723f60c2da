using Marten;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>State of one visit (D5).</summary>
public enum VisitState
{
    /// <summary>Wanted; nobody has accepted it yet.</summary>
    Proposed,

    /// <summary>An engineer has accepted and the window is agreed.</summary>
    Confirmed,

    /// <summary>The engineer is travelling.</summary>
    OnTheWay,

    /// <summary>The engineer has arrived.</summary>
    OnSite,

    /// <summary>The work is done and signed for.</summary>
    Done,

    /// <summary>The engineer had to leave, or could not begin.</summary>
    CannotComplete,

    /// <summary>Given up before the engineer arrived.</summary>
    Cancelled,
}

/// <summary>Status of a work order: a roll-up of its visits.</summary>
public enum WorkOrderStatus
{
    /// <summary>All that is to be done is without an engineer.</summary>
    Unscheduled,

    /// <summary>A window is agreed.</summary>
    Scheduled,

    /// <summary>An engineer is travelling.</summary>
    EnRoute,

    /// <summary>Work has begun and goes on.</summary>
    InProgress,

    /// <summary>Work was broken off and a further visit is to come.</summary>
    Suspended,

    /// <summary>Work is done.</summary>
    Completed,

    /// <summary>All visits ended without the work done.</summary>
    NotDone,

    /// <summary>All visits were cancelled.</summary>
    Cancelled,
}

/// <summary>What a visit brought.</summary>
public enum VisitOutcome
{
    /// <summary>It works again.</summary>
    Repaired,

    /// <summary>No fault could be found.</summary>
    NoFaultFound,

    /// <summary>The customer was advised.</summary>
    Advised,

    /// <summary>The unit has to go to a workshop.</summary>
    NeedsWorkshop,
}

/// <summary>Who signed the report.</summary>
public enum Signer
{
    /// <summary>The customer.</summary>
    Customer,

    /// <summary>Somebody for the customer.</summary>
    Representative,
}

/// <summary>What the customer says to an agreed window.</summary>
public enum WindowAnswer
{
    /// <summary>The customer will be there.</summary>
    Agreed,

    /// <summary>Not then: the visit is planned anew.</summary>
    Refused,
}

/// <summary>Arrival against the agreed window (D8).</summary>
public enum Arrival
{
    /// <summary>Before the window.</summary>
    Early,

    /// <summary>In it.</summary>
    OnTime,

    /// <summary>After it.</summary>
    Late,
}

/// <summary>Why an offer was not taken up.</summary>
public enum DeclineKind
{
    /// <summary>The engineer said no.</summary>
    Declined,

    /// <summary>The engineer said nothing in time.</summary>
    Expired,

    /// <summary>The engineer is not at work any more.</summary>
    Away,
}

// The stored schema of the work order stream; its key is the work order's number.

internal sealed record WorkOrderOpened(
    string TicketNumber,
    string CustomerNumber,
    string CustomerClass,
    string RegionCode,
    string? UnitImei,
    string? Model,
    string? FaultCode,
    string Priority,
    DateTimeOffset At
);

internal sealed record VisitProposed(int Visit, DateTimeOffset? WishedFrom, DateTimeOffset? WishedTo, DateTimeOffset At);

internal sealed record VisitOffered(
    int Visit,
    string EngineerId,
    string SiteCode,
    DateTimeOffset WindowFrom,
    DateTimeOffset WindowTo,
    DateTimeOffset ExpiresAt,
    DateTimeOffset At
);

internal sealed record VisitOfferDeclined(
    int Visit,
    string EngineerId,
    DeclineKind Kind,
    string Reason,
    DateTimeOffset At,
    DateTimeOffset? AskAgainAt = null
);

internal sealed record NoCandidateFound(int Visit, string RegionCode, DateTimeOffset At);

internal sealed record VisitConfirmed(
    int Visit,
    string EngineerId,
    string SiteCode,
    DateTimeOffset WindowFrom,
    DateTimeOffset WindowTo,
    DateTimeOffset At
);

internal sealed record VisitRescheduled(
    int Visit,
    DateTimeOffset WindowFrom,
    DateTimeOffset WindowTo,
    string Reason,
    string By,
    string? AgreedIn,
    DateTimeOffset At
);

internal sealed record VisitReturned(
    int Visit,
    string EngineerId,
    string Reason,
    DateTimeOffset? WishedFrom,
    DateTimeOffset? WishedTo,
    bool AskAgain,
    string By,
    DateTimeOffset At
);

internal sealed record WindowAnswered(int Visit, int Window, WindowAnswer Answer, string By, DateTimeOffset At);

internal sealed record EngineerLeft(int Visit, string EngineerId, DateTimeOffset At);

internal sealed record EngineerArrived(int Visit, string EngineerId, DateTimeOffset At);

internal sealed record PartUsed(string PartNumber, int Quantity);

internal sealed record VisitCompleted(
    int Visit,
    string EngineerId,
    string SiteCode,
    string? UnitImei,
    string? FaultCode,
    VisitOutcome Outcome,
    string Findings,
    IReadOnlyList<string> Acts,
    IReadOnlyList<PartUsed> PartsUsed,
    decimal Hours,
    decimal TravelKilometres,
    string SignatureHash,
    Signer SignedBy,
    DateTimeOffset At,
    string? CustomerNumber = null
);

/// <summary>The report as it reads from here on; what was signed stays beside it.</summary>
internal sealed record VisitReportCorrected(
    int Visit,
    int Correction,
    string Findings,
    IReadOnlyList<string> Acts,
    decimal Hours,
    decimal TravelKilometres,
    string Reason,
    string By,
    DateTimeOffset At
);

internal sealed record VisitNotCompleted(int Visit, VisitState Outcome, string Reason, DateTimeOffset At);

internal sealed record TicketOfOrderCancelled(string Reason, DateTimeOffset At);

internal sealed record WorkOrderStatusChanged(
    WorkOrderStatus Status,
    int Revision,
    string? SiteCode,
    string? EngineerId,
    DateTimeOffset At
);

internal static class WorkOrderEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<WorkOrderOpened>("work_order_opened_v1");
        options.Events.MapEventType<VisitProposed>("visit_proposed_v1");
        options.Events.MapEventType<VisitOffered>("visit_offered_v1");
        options.Events.MapEventType<VisitOfferDeclined>("visit_offer_declined_v1");
        options.Events.MapEventType<NoCandidateFound>("no_candidate_found_v1");
        options.Events.MapEventType<VisitConfirmed>("visit_confirmed_v1");
        options.Events.MapEventType<VisitRescheduled>("visit_rescheduled_v1");
        options.Events.MapEventType<VisitReturned>("visit_returned_v1");
        options.Events.MapEventType<WindowAnswered>("window_answered_v1");
        options.Events.MapEventType<EngineerLeft>("engineer_left_v1");
        options.Events.MapEventType<EngineerArrived>("engineer_arrived_v1");
        options.Events.MapEventType<VisitCompleted>("visit_completed_v1");
        options.Events.MapEventType<VisitReportCorrected>("visit_report_corrected_v1");
        options.Events.MapEventType<VisitNotCompleted>("visit_not_completed_v1");
        options.Events.MapEventType<TicketOfOrderCancelled>("ticket_of_order_cancelled_v1");
        options.Events.MapEventType<WorkOrderStatusChanged>("work_order_status_changed_v1");
    }
}
