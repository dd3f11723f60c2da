using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>The ticket that all decision tests start from, and the events that bring it into each state.</summary>
internal static class History
{
    public const string Number = "T00000001";
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    public static readonly TicketOptions Rules = new();
    public static readonly Actor Agent = new("agent", "A017");
    public static readonly Actor Colleague = new("agent", "A018");
    public static readonly Actor Supervisor = new("supervisor", "S01");
    public static readonly Actor TheCustomer = new("customer", "C000001");

    public static readonly TicketOpened Opened = new(
        "C000001",
        "vip",
        "zh-Hans",
        "3101",
        "001016952601545",
        "CS-L5",
        TicketType.Fault,
        TicketPriority.Normal,
        "F03",
        Channel.Phone,
        "call-1",
        "屏幕无显示",
        "A017",
        Now
    );

    public static readonly TicketResolved Resolved = new(1, "repaired", "New screen.", Now, Now + Rules.ClosesAfter);
    public static readonly TicketClosed Closed = ClosedAs(ClosingReason.Accepted, Now);
    public static readonly TicketCancelled Cancelled = new("withdrawn", Now);
    public static readonly StatusChanged Rejected = new(1, TicketStatus.Rejected, null, null, Now);
    public static readonly StatusChanged Working = new(1, TicketStatus.InProgress, null, null, Now);
    public static readonly StatusChanged WaitingForTheCustomer = new(
        1,
        TicketStatus.Pending,
        "awaitingCustomerReply",
        WaitingFor.Customer,
        Now
    );
    public static readonly HandOverOffered Offered = new(
        "A017",
        "A018",
        "shift ends",
        Now,
        Now + Rules.HandOverExpiresAfter,
        By: "agent:A017"
    );

    /// <summary>The four ways in which a ticket has ended.</summary>
    public static TheoryData<string> Ends => ["resolved", "closed", "cancelled", "rejected"];

    public static Given<Ticket> ATicket(params object[] after) => IntakeDecisions.Given<Ticket>(Number, [Opened, .. after]);

    public static Given<Ticket> AnEndedTicket(string end) =>
        end switch
        {
            "resolved" => ATicket(Resolved),
            "closed" => ATicket(Resolved, Closed),
            "cancelled" => ATicket(Cancelled),
            _ => ATicket(Rejected),
        };

    public static TicketClosed ClosedAs(ClosingReason reason, DateTimeOffset at, int episode = 1) =>
        new(episode, reason, "C000001", "vip", "zh-Hans", "3101", TicketType.Fault, "A017", null, null, at);
}
