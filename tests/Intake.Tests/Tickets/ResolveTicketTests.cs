using CustomerService.Intake.Tickets;
using static CustomerService.Intake.Tests.IntakeDecisions;

namespace CustomerService.Intake.Tests;

/// <summary>I8: resolving.</summary>
public sealed class ResolveTicketTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly TicketOptions Rules = new();
    private static readonly ResolveTicket Command = new("repaired", "New screen.");

    private static readonly TicketOpened Opened = new(
        "C000001", "vip", "zh-Hans", "3101", "001016952601545", "CS-L5", TicketType.Fault, TicketPriority.Normal, "F03", Channel.Phone, "call-1", "屏幕无显示", "A017", Now);

    [Fact]
    public void AnOpenTicketIsResolvedAndClosesAfterSevenDays() =>
        Given<Ticket>("T00000001", Opened)
            .When(ticket => ResolveTicket.Decide(ticket, Command, Rules, Now))
            .Then(new TicketResolved(1, "repaired", "New screen.", Now, Now.AddDays(7)));

    [Fact]
    public void ResolvingTwiceChangesNothing() =>
        Given<Ticket>("T00000001", Opened, new TicketResolved(1, "repaired", "New screen.", Now, Now.AddDays(7)))
            .When(ticket => ResolveTicket.Decide(ticket, Command, Rules, Now))
            .ThenNothing();

    [Fact]
    public void ACancelledTicketCannotBeResolved() =>
        Given<Ticket>("T00000001", Opened, new TicketCancelled("withdrawn", Now))
            .When(ticket => ResolveTicket.Decide(ticket, Command, Rules, Now))
            .ThenRejected("ticket-ended");
}
