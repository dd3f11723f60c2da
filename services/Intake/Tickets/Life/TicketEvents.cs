using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>The eight status categories of TMF621 (I8).</summary>
public enum TicketStatus
{
    /// <summary>Received, nobody works on it yet.</summary>
    Acknowledged,

    /// <summary>Not a matter for us.</summary>
    Rejected,

    /// <summary>Waiting for an answer.</summary>
    Pending,

    /// <summary>Waiting for a thing: parts, a third party.</summary>
    Held,

    /// <summary>Being worked on.</summary>
    InProgress,

    /// <summary>Given up before a solution.</summary>
    Cancelled,

    /// <summary>Solved from our side.</summary>
    Resolved,

    /// <summary>Solved and accepted, by word or by silence.</summary>
    Closed,
}

/// <summary>What the contact is about.</summary>
public enum TicketType
{
    /// <summary>A question.</summary>
    Consult,

    /// <summary>A wish for a service.</summary>
    Request,

    /// <summary>Something does not work.</summary>
    Fault,

    /// <summary>Dissatisfaction that expects an answer.</summary>
    Complaint,

    /// <summary>An idea.</summary>
    Suggestion,
}

/// <summary>How urgent a ticket is.</summary>
public enum TicketPriority
{
    /// <summary>Can wait.</summary>
    Low,

    /// <summary>The usual.</summary>
    Normal,

    /// <summary>Before the usual.</summary>
    High,

    /// <summary>At once.</summary>
    Urgent,
}

/// <summary>How much hangs on a ticket for the customer.</summary>
public enum TicketImpact
{
    /// <summary>Little: they can go on.</summary>
    Low,

    /// <summary>The usual.</summary>
    Medium,

    /// <summary>Much: they stand still, or many do.</summary>
    High,
}

/// <summary>Who has to act before the ticket can go on.</summary>
public enum WaitingFor
{
    /// <summary>We have to act.</summary>
    Us,

    /// <summary>The customer has to answer.</summary>
    Customer,

    /// <summary>Parts have to arrive.</summary>
    Parts,

    /// <summary>Somebody outside has to act.</summary>
    ThirdParty,
}

/// <summary>Why an episode closed.</summary>
public enum ClosingReason
{
    /// <summary>The customer accepted the solution.</summary>
    Accepted,

    /// <summary>No answer in time.</summary>
    Silence,
}

// The stored schema of the ticket stream; its key is the ticket's number.

internal sealed record TicketOpened(
    string CustomerNumber,
    string CustomerClass,
    string Language,
    string RegionCode,
    string? UnitImei,
    string? Model,
    TicketType Type,
    TicketPriority Priority,
    string? FaultCode,
    Channel Channel,
    string ContactKey,
    string Text,
    string FirstOwner,
    DateTimeOffset At,
    TicketImpact? Impact = null,
    bool PriorityDerived = false,
    string? Category = null
);

/// <summary>Delivery says by what way we carry our own words to the customer; null when they were said already.</summary>
internal sealed record ContactRecorded(
    Channel Channel,
    Direction Direction,
    string ContactKey,
    string Text,
    string By,
    DateTimeOffset At,
    ReplyChannel? Delivery = null
);

/// <summary>Delivery is how a reply is carried to the customer (I20), null for not at all; Mentions are whom a note names (I21).</summary>
internal sealed record NoteAdded(
    string Text,
    bool Public,
    string By,
    DateTimeOffset At,
    ReplyChannel? Delivery = null,
    IReadOnlyList<string>? Attachments = null,
    IReadOnlyList<string>? Mentions = null
);

/// <summary>I8: a file was added; its bytes stand beside the events.</summary>
internal sealed record AttachmentAdded(
    string AttachmentId,
    string Name,
    string Type,
    int Size,
    string Sha256,
    bool Public,
    string By,
    DateTimeOffset At
);

/// <summary>
/// An offer to a person expires; who does not take it leaves the ticket to whom it was offered before. Nobody's offer is the routing's.
/// </summary>
internal sealed record HandOverOffered(
    string From,
    string To,
    string Reason,
    DateTimeOffset At,
    DateTimeOffset? ExpiresAt = null,
    string? BackTo = null,
    string? By = null
);

internal sealed record HandOverAccepted(string From, string To, DateTimeOffset At);

internal sealed record HandOverDeclined(string From, string To, string Reason, DateTimeOffset At);

internal sealed record HandOverLapsed(string From, string To, DateTimeOffset At);

internal sealed record HandOverWithdrawn(string From, string To, string By, DateTimeOffset At);

internal sealed record TicketReclassified(
    TicketType Type,
    TicketPriority Priority,
    string? FaultCode,
    DateTimeOffset At,
    TicketImpact? Impact = null,
    bool PriorityDerived = false,
    string? Category = null
);

/// <summary>Words are what the customer reads when their matter is rejected.</summary>
internal sealed record StatusChanged(
    int Episode,
    TicketStatus Status,
    string? SubStatus,
    WaitingFor? WaitingFor,
    DateTimeOffset At,
    string? Words = null
);

/// <summary>I22: which unit the matter is about, named or corrected after the ticket was opened; null when it is about none.</summary>
internal sealed record UnitSet(string? UnitImei, string? Model, string By, DateTimeOffset At);

internal sealed record VisitRequested(
    string WorkOrderNumber,
    string CustomerNumber,
    string CustomerClass,
    string RegionCode,
    string? UnitImei,
    string? Model,
    string? FaultCode,
    TicketPriority Priority,
    DateTimeOffset? WindowFrom,
    DateTimeOffset? WindowTo,
    DateTimeOffset At
);

internal sealed record RepairRequested(
    string RepairOrderNumber,
    string CustomerNumber,
    string UnitImei,
    string FaultCode,
    string? SiteCode,
    DateTimeOffset At
);

internal sealed record ComplaintVoiced(
    string ComplaintNumber,
    string CustomerNumber,
    string AboutKind,
    string? About,
    string Severity,
    string? RemedySought,
    DateTimeOffset At
);

internal sealed record WorkOrderProgressed(
    string WorkOrderNumber,
    string Status,
    int Revision,
    string? SiteCode,
    string? EngineerId,
    DateTimeOffset At
);

internal sealed record RepairOrderProgressed(string RepairOrderNumber, string Status, int Revision, string SiteCode, DateTimeOffset At);

internal sealed record TicketResolved(
    int Episode,
    string Code,
    string Note,
    DateTimeOffset At,
    DateTimeOffset ClosesAt,
    string? CaseNumber = null,
    string? StaysOpen = null
);

// AcceptedBy: who accepted, or noted it for the customer with the contact in which the customer said so.
internal sealed record TicketClosed(
    int Episode,
    ClosingReason Reason,
    string CustomerNumber,
    string CustomerClass,
    string Language,
    string RegionCode,
    TicketType Type,
    string Owner,
    string? SiteCode,
    string? EngineerId,
    DateTimeOffset At,
    string? AcceptedBy = null,
    string? Contact = null
);

internal sealed record TicketReopened(int Episode, string Reason, DateTimeOffset At);

internal sealed record TicketCancelled(string Reason, DateTimeOffset At);

internal sealed record TicketMerged(string Into, string Reason, string By, DateTimeOffset At);

/// <summary>Stands on the ticket that the other one was merged into.</summary>
internal sealed record TicketAbsorbed(string Number, string By, DateTimeOffset At);

/// <summary>
/// The time that a resolved ticket leaves the customer for an answer stood still: where there was one, it ends later now.
/// </summary>
internal sealed record TicketUnmerged(string From, string Reason, string By, DateTimeOffset? ClosesAt, DateTimeOffset At);

/// <summary>Stands on the ticket that the other one was merged into until now.</summary>
internal sealed record TicketReleased(string Number, string By, DateTimeOffset At);

internal sealed record ParentSet(string Parent, string By, DateTimeOffset At);

/// <summary>Stands on the parent.</summary>
internal sealed record ChildAdded(string Number, string By, DateTimeOffset At);

internal sealed record ParentRemoved(string Parent, string By, DateTimeOffset At);

/// <summary>Stands on the parent.</summary>
internal sealed record ChildRemoved(string Number, string By, DateTimeOffset At);

internal sealed record ServiceLevelWarned(int Episode, string Clock, int Percent, string Owner, DateTimeOffset At);

internal sealed record CaseUsed(string CaseNumber, int Version, string By, DateTimeOffset At);

internal sealed record CaseRated(string CaseNumber, bool Helpful, string By, DateTimeOffset At);

internal sealed record DepartmentAsked(
    string RequestNumber,
    string Department,
    string Question,
    string By,
    DateTimeOffset TakeBy,
    DateTimeOffset AnswerBy,
    DateTimeOffset At
);

internal sealed record DepartmentTook(string RequestNumber, string By, DateTimeOffset At);

internal sealed record DepartmentAnswered(string RequestNumber, string Answer, string By, DateTimeOffset At);

internal sealed record DepartmentDisputed(string RequestNumber, string Reason, string By, DateTimeOffset RuleBy, DateTimeOffset At);

internal sealed record DepartmentRuled(
    string RequestNumber,
    string Department,
    string Reason,
    string By,
    DateTimeOffset TakeBy,
    DateTimeOffset AnswerBy,
    DateTimeOffset At
);

internal sealed record DepartmentOverdue(string RequestNumber, string Department, string Step, DateTimeOffset At);

internal static class TicketEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<TicketOpened>("ticket_opened_v1");
        options.Events.MapEventType<ContactRecorded>("contact_recorded_v1");
        options.Events.MapEventType<NoteAdded>("note_added_v1");
        options.Events.MapEventType<AttachmentAdded>("attachment_added_v1");
        options.Events.MapEventType<HandOverOffered>("hand_over_offered_v1");
        options.Events.MapEventType<HandOverAccepted>("hand_over_accepted_v1");
        options.Events.MapEventType<HandOverDeclined>("hand_over_declined_v1");
        options.Events.MapEventType<HandOverLapsed>("hand_over_lapsed_v1");
        options.Events.MapEventType<HandOverWithdrawn>("hand_over_withdrawn_v1");
        options.Events.MapEventType<TicketReclassified>("ticket_reclassified_v1");
        options.Events.MapEventType<UnitSet>("unit_set_v1");
        options.Events.MapEventType<StatusChanged>("status_changed_v1");
        options.Events.MapEventType<VisitRequested>("visit_requested_v1");
        options.Events.MapEventType<RepairRequested>("repair_requested_v1");
        options.Events.MapEventType<ComplaintVoiced>("complaint_voiced_v1");
        options.Events.MapEventType<WorkOrderProgressed>("work_order_progressed_v1");
        options.Events.MapEventType<RepairOrderProgressed>("repair_order_progressed_v1");
        options.Events.MapEventType<TicketResolved>("ticket_resolved_v1");
        options.Events.MapEventType<TicketClosed>("ticket_closed_v1");
        options.Events.MapEventType<TicketReopened>("ticket_reopened_v1");
        options.Events.MapEventType<TicketCancelled>("ticket_cancelled_v1");
        options.Events.MapEventType<TicketMerged>("ticket_merged_v1");
        options.Events.MapEventType<TicketAbsorbed>("ticket_absorbed_v1");
        options.Events.MapEventType<TicketUnmerged>("ticket_unmerged_v1");
        options.Events.MapEventType<TicketReleased>("ticket_released_v1");
        options.Events.MapEventType<ParentSet>("parent_set_v1");
        options.Events.MapEventType<ChildAdded>("child_added_v1");
        options.Events.MapEventType<ParentRemoved>("parent_removed_v1");
        options.Events.MapEventType<ChildRemoved>("child_removed_v1");
        options.Events.MapEventType<ServiceLevelWarned>("service_level_warned_v1");
        options.Events.MapEventType<DepartmentAsked>("department_asked_v1");
        options.Events.MapEventType<DepartmentTook>("department_took_v1");
        options.Events.MapEventType<DepartmentAnswered>("department_answered_v1");
        options.Events.MapEventType<DepartmentDisputed>("department_disputed_v1");
        options.Events.MapEventType<DepartmentRuled>("department_ruled_v1");
        options.Events.MapEventType<DepartmentOverdue>("department_overdue_v1");
        options.Events.MapEventType<CaseUsed>("case_used_v1");
        options.Events.MapEventType<CaseRated>("case_rated_v1");
        options.Personal<TicketOpened>(e => e with { Text = Masking.Mask, ContactKey = Masking.Mask });
        options.Personal<ContactRecorded>(e => e with { Text = Masking.Mask, ContactKey = Masking.Mask });
        options.Personal<NoteAdded>(e => e with { Text = Masking.Mask });
        options.Personal<StatusChanged>(e => e with { Words = e.Words is null ? null : Masking.Mask });
        options.Personal<AttachmentAdded>(e => e with { Name = Masking.Mask });
        options.Personal<HandOverOffered>(e => e with { Reason = Masking.Mask });
        options.Personal<HandOverDeclined>(e => e with { Reason = Masking.Mask });
        options.Personal<TicketResolved>(e => e with { Note = Masking.Mask, StaysOpen = e.StaysOpen is null ? null : Masking.Mask });
        options.Personal<TicketCancelled>(e => e with { Reason = Masking.Mask });
        options.Personal<TicketMerged>(e => e with { Reason = Masking.Mask });
        options.Personal<TicketUnmerged>(e => e with { Reason = Masking.Mask });
        options.Personal<DepartmentAsked>(e => e with { Question = Masking.Mask });
        options.Personal<DepartmentAnswered>(e => e with { Answer = Masking.Mask });
        options.Personal<DepartmentDisputed>(e => e with { Reason = Masking.Mask });
        options.Personal<DepartmentRuled>(e => e with { Reason = Masking.Mask });
    }
}
