using Marten;

namespace CustomerService.Intake.Desk.MajorFaults;

// The stored schema of a major fault; its key is its number (F00000001).

internal sealed record MajorFaultProposed(
    string Model,
    string FaultCode,
    bool ByRule,
    string? Symptom,
    string? Place,
    IReadOnlyList<string> Tickets,
    string By,
    DateTimeOffset Since,
    DateTimeOffset At
);

internal sealed record MajorFaultDescribed(string? Symptom, string? Place, string By, DateTimeOffset At);

internal sealed record MajorFaultApproved(string By, IReadOnlyList<DateTimeOffset> TellsAt, DateTimeOffset At);

internal sealed record MajorFaultRejected(string Reason, string By, DateTimeOffset At);

internal sealed record LikeTicketsLinked(IReadOnlyList<string> Tickets, string By, DateTimeOffset At);

internal sealed record LikeTicketUnlinked(string TicketNumber, string Reason, string By, DateTimeOffset At);

// As it was stored before others were told what it is about; read, never written.
internal sealed record MajorFaultTold(int Level, string Audience, DateTimeOffset At);

internal sealed record ChainLevelTold(int Level, string Audience, string Model, string FaultCode, int Tickets, DateTimeOffset At);

internal sealed record MajorFaultProgressed(string Plan, string Progress, string By, DateTimeOffset At);

internal sealed record MajorFaultClosed(string Cause, string Measures, string By, DateTimeOffset At);

internal static class MajorFaultEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<MajorFaultProposed>("major_fault_proposed_v1");
        options.Events.MapEventType<MajorFaultDescribed>("major_fault_described_v1");
        options.Events.MapEventType<MajorFaultApproved>("major_fault_approved_v1");
        options.Events.MapEventType<MajorFaultRejected>("major_fault_rejected_v1");
        options.Events.MapEventType<LikeTicketsLinked>("like_tickets_linked_v1");
        options.Events.MapEventType<LikeTicketUnlinked>("like_ticket_unlinked_v1");
        options.Events.MapEventType<MajorFaultTold>("major_fault_told_v1");
        options.Events.MapEventType<ChainLevelTold>("chain_level_told_v1");
        options.Events.MapEventType<MajorFaultProgressed>("major_fault_progressed_v1");
        options.Events.MapEventType<MajorFaultClosed>("major_fault_closed_v1");
    }
}
