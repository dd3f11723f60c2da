using Marten;

namespace CustomerService.Complaints.Files;

/// <summary>What a complaint is about (C1).</summary>
public enum AboutKind
{
    /// <summary>Somebody of ours.</summary>
    Person,

    /// <summary>A service site.</summary>
    Site,

    /// <summary>A product.</summary>
    Product,

    /// <summary>A rule, or nothing that can be named.</summary>
    Policy,
}

/// <summary>How bad it is for the customer.</summary>
public enum Severity
{
    /// <summary>A nuisance.</summary>
    Low,

    /// <summary>The usual.</summary>
    Medium,

    /// <summary>Harm, publicity or law.</summary>
    High,
}

/// <summary>Where it was voiced.</summary>
public enum Origin
{
    /// <summary>On a ticket.</summary>
    Ticket,

    /// <summary>In the answer to a survey.</summary>
    Survey,

    /// <summary>Registered by hand.</summary>
    Manual,
}

/// <summary>What makes it good again (C3).</summary>
public enum Remedy
{
    /// <summary>Nothing: the complaint is not justified.</summary>
    None,

    /// <summary>Words.</summary>
    Apology,

    /// <summary>The work is done again.</summary>
    Redo,

    /// <summary>A repair.</summary>
    Repair,

    /// <summary>Another unit.</summary>
    Exchange,

    /// <summary>The price is paid back.</summary>
    Refund,

    /// <summary>Money or goods for the trouble.</summary>
    Compensation,
}

/// <summary>Where a complaint stands.</summary>
public enum ComplaintStatus
{
    /// <summary>Registered.</summary>
    Received,

    /// <summary>The customer knows that we have it.</summary>
    Acknowledged,

    /// <summary>With a handler, or waiting for one of the next level.</summary>
    Investigating,

    /// <summary>A remedy is proposed; the customer's answer is awaited.</summary>
    Proposed,

    /// <summary>The customer accepted.</summary>
    Accepted,

    /// <summary>The customer rejected; lasting only on the last level.</summary>
    Rejected,

    /// <summary>Closed with cause and correction.</summary>
    Closed,
}

internal sealed record ComplaintRegistered(
    string? TicketNumber,
    string? CustomerNumber,
    AboutKind AboutKind,
    string? About,
    Severity Severity,
    Remedy? RemedySought,
    string? Text,
    Origin Origin,
    bool Anonymous,
    DateTimeOffset AcknowledgeDueAt,
    DateTimeOffset ProposalDueAt,
    IReadOnlyList<int> NoticePercents,
    DateTimeOffset At
);

internal sealed record ComplaintAcknowledged(string? TicketNumber, int Level, int Revision, DateTimeOffset At);

internal sealed record HandlerAssigned(string HandlerId, string? HandlerSite, int Level, DateTimeOffset At);

internal sealed record InvestigationStarted(string? TicketNumber, int Level, int Revision, DateTimeOffset At);

internal sealed record FindingRecorded(string Text, IReadOnlyList<string> Evidence, string By, DateTimeOffset At);

internal sealed record RemedyProposed(
    string? TicketNumber,
    Remedy Remedy,
    decimal? Amount,
    string? Currency,
    string Text,
    string By,
    int Level,
    int Revision,
    DateTimeOffset At
);

internal sealed record ProposalAccepted(string? TicketNumber, string NotedBy, int Level, int Revision, DateTimeOffset At);

internal sealed record ProposalRejected(string? TicketNumber, string Reason, string NotedBy, int Level, int Revision, DateTimeOffset At);

internal sealed record ComplaintEscalated(
    string? TicketNumber,
    int Level,
    DateTimeOffset ProposalDueAt,
    IReadOnlyList<int> NoticePercents,
    int Revision,
    DateTimeOffset At
);

internal sealed record SupervisionNoticeGiven(string? TicketNumber, int Level, int Percent, string? HandlerId, DateTimeOffset At);

internal sealed record PromiseFulfilled(string Note, string By, DateTimeOffset At);

internal sealed record ComplaintClosed(
    string? TicketNumber,
    string CauseCode,
    string CorrectiveAction,
    string? PreventiveAction,
    int Level,
    int Revision,
    DateTimeOffset At
);

internal static class ComplaintEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<ComplaintRegistered>("complaint_registered_v1");
        options.Events.MapEventType<ComplaintAcknowledged>("complaint_acknowledged_v1");
        options.Events.MapEventType<HandlerAssigned>("handler_assigned_v1");
        options.Events.MapEventType<InvestigationStarted>("investigation_started_v1");
        options.Events.MapEventType<FindingRecorded>("finding_recorded_v1");
        options.Events.MapEventType<RemedyProposed>("remedy_proposed_v1");
        options.Events.MapEventType<ProposalAccepted>("proposal_accepted_v1");
        options.Events.MapEventType<ProposalRejected>("proposal_rejected_v1");
        options.Events.MapEventType<ComplaintEscalated>("complaint_escalated_v1");
        options.Events.MapEventType<SupervisionNoticeGiven>("supervision_notice_given_v1");
        options.Events.MapEventType<PromiseFulfilled>("promise_fulfilled_v1");
        options.Events.MapEventType<ComplaintClosed>("complaint_closed_v1");
    }
}
