using CustomerService.Intake.Cases;
using CustomerService.Intake.Customers;
using CustomerService.Intake.Tickets;
using CustomerService.Intake.Units;
using JasperFx.Events;

namespace CustomerService.Intake.Tests.Integration;

/// <summary>One full sample of every event that Intake stores. Whatever is personal or free text carries a mark.</summary>
internal static class Samples
{
    /// <summary>What must never leave Intake.</summary>
    public static readonly string[] Private =
        ["NAME-测试", "+8613800138000", "someone@example.org", "ADDRESS-测试路1号", "TEXT-屏幕无显示", "CONTACT-call-1", "REASON-shift ends", "nameEn", "nameZh"];

    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly CaseText Case = new(
        new CaseWords("TEXT-屏幕无显示", "TEXT-屏幕无显示", "TEXT-屏幕无显示"), new CaseWords("TEXT-屏幕无显示", "TEXT-屏幕无显示", "TEXT-屏幕无显示"), ["CS-L5"], ["F03"]);

    public static IReadOnlyList<object> Ticket { get; } =
    [
        new TicketOpened(
            "C000001", "vip", "zh-Hans", "3101", "001016952601545", "CS-L5", TicketType.Fault, TicketPriority.High, "F03", Channel.Phone, "CONTACT-call-1",
            "TEXT-屏幕无显示", "A017", At),
        new ContactRecorded(Channel.Email, Direction.Out, "CONTACT-call-1", "TEXT-屏幕无显示", "agent:A017", At),
        new NoteAdded("TEXT-屏幕无显示", true, "agent:A017", At),
        new HandOverOffered("A017", "A018", "REASON-shift ends", At),
        new HandOverAccepted("A017", "A018", At),
        new HandOverDeclined("A017", "A018", "REASON-shift ends", At),
        new TicketReclassified(TicketType.Request, TicketPriority.Urgent, "F07", At),
        new StatusChanged(1, TicketStatus.Held, "awaitingParts", WaitingFor.Parts, At),
        new VisitRequested("T00000042-W1", "C000001", "vip", "3101", "001016952601545", "CS-L5", "F03", TicketPriority.High, At.AddDays(1), At.AddDays(2), At),
        new RepairRequested("T00000042-R1", "C000001", "001016952601545", "F03", "S310101", At),
        new ComplaintVoiced("T00000042-C1", "C000001", "site", "S310101", "high", "refund", At),
        new WorkOrderProgressed("T00000042-W1", "assigned", 2, "S310101", "E-S310101-1", At),
        new RepairOrderProgressed("T00000042-R1", "quoted", 3, "S310101", At),
        new TicketResolved(1, "repaired", "TEXT-屏幕无显示", At, At.AddDays(7)),
        new TicketClosed(1, ClosingReason.Silence, "C000001", "vip", "zh-Hans", "3101", TicketType.Fault, "A017", "S310101", "E-S310101-1", At),
        new TicketReopened(2, "rejected", At),
        new TicketCancelled("withdrawn", At),
        new ServiceLevelWarned(1, "firstResponse", 75, "A017", At),
        new CaseUsed("K00000001", 2, "agent:A017", At),
        new CaseRated("K00000001", true, "agent:A017", At),
    ];

    public static IReadOnlyList<object> Others { get; } =
    [
        new CustomerRegistered(
            CustomerKind.Person, "NAME-测试", "+8613800138000", "someone@example.org", "上海市", "3101", "ADDRESS-测试路1号", "zh-Hans", 12, CustomerClass.Ordinary, At),
        new CustomerCorrected(
            CustomerKind.Organisation, "NAME-测试", "+8613800138000", null, "上海市", "3101", "ADDRESS-测试路1号", "en", 20_000, CustomerClass.Vip, At),
        new CustomerSeen("engineer:E1", "visit T00000042-W1/1", At),
        new UnitRegistered("CS-L5", "C000001", new DateOnly(2025, 1, 19), "INV1", 1299, new DateOnly(2024, 12, 25), 2, At),
        new ModelRegistered("nameEn", "nameZh", 1299, 12, 6, 12, 3, 2, At),
        new CaseDrafted(Case, "T00000042", "agent:A017", At),
        new CaseRevised(Case, "agent:A018", At),
        new CaseSubmitted("agent:A017", At),
        new CaseReturned("REASON-shift ends", "quality:Q001", At),
        new CasePublished(1, "quality:Q001", At),
        new CaseRetired("REASON-shift ends", "quality:Q001", At),
    ];

    public static IEvent Store(object data, string key = "T00000042")
    {
        var e = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(data.GetType()), data)!;
        e.StreamKey = key;
        return e;
    }
}
