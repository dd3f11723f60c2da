using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I8: resolving.</summary>
public sealed class ResolveTicketTests
{
    private static readonly ResolveTicket Command = new("repaired", "New screen.");

    [Fact]
    public void AnOpenTicketIsResolvedAndClosesAfterSevenDays() =>
        ATicket()
            .When(ticket => ResolveTicket.Decide(ticket, Command, Rules, Now))
            .Then(new TicketResolved(1, "repaired", "New screen.", Now, Now.AddDays(7)));

    [Fact]
    public void TheTimeIsConfiguration() =>
        ATicket()
            .When(ticket => ResolveTicket.Decide(ticket, Command, new TicketOptions { ClosesAfter = TimeSpan.FromHours(1) }, Now))
            .Then(new TicketResolved(1, "repaired", "New screen.", Now, Now.AddHours(1)));

    [Fact]
    public void AWaitingTicketIsResolvedAndWaitsNoMore()
    {
        var after = ATicket(new StatusChanged(1, TicketStatus.Held, "awaitingParts", WaitingFor.Parts, Now), Resolved).State;
        Assert.Equal((TicketStatus.Resolved, null, null), (after.Status, after.SubStatus, after.WaitingFor));
    }

    [Theory]
    [InlineData("resolved")]
    [InlineData("closed")]
    public void ResolvingTwiceChangesNothing(string end) =>
        AnEndedTicket(end).When(ticket => ResolveTicket.Decide(ticket, Command, Rules, Now)).ThenNothing();

    [Theory]
    [InlineData("cancelled")]
    [InlineData("rejected")]
    public void WhatWasGivenUpCannotBeResolved(string end) =>
        AnEndedTicket(end).When(ticket => ResolveTicket.Decide(ticket, Command, Rules, Now)).ThenRejected("ticket-ended");

    [Fact]
    public void TheSecondEpisodeIsResolvedAsSuch() =>
        ATicket(Resolved, new TicketReopened(2, "rejected", Now))
            .When(ticket => ResolveTicket.Decide(ticket, Command, Rules, Now.AddDays(1)))
            .Then(new TicketResolved(2, "repaired", "New screen.", Now.AddDays(1), Now.AddDays(8)));

    [Fact]
    public void WhileAVisitOrARepairIsUnderWayItTakesAReason()
    {
        var visit = new VisitRequested("T00000001-W1", "C1", "ordinary", "3101", null, null, null, TicketPriority.Normal, null, null, Now);
        var repair = new RepairRequested("T00000001-R1", "C1", "356938035643809", "F03", null, Now);
        ATicket(visit).When(ticket => ResolveTicket.Decide(ticket, Command, Rules, Now)).ThenRejected("work-order-open");
        ATicket(repair).When(ticket => ResolveTicket.Decide(ticket, Command, Rules, Now)).ThenRejected("repair-order-open");
        ATicket(repair, new RepairOrderProgressed("T00000001-R1", "handedOver", 9, "S310101", Now))
            .When(ticket => ResolveTicket.Decide(ticket, Command with { StaysOpen = "not needed" }, Rules, Now))
            .Then(new TicketResolved(1, "repaired", "New screen.", Now, Now.AddDays(7)));
        ATicket(repair)
            .When(ticket => ResolveTicket.Decide(ticket, Command with { StaysOpen = "The spare is sent later." }, Rules, Now))
            .Then(new TicketResolved(1, "repaired", "New screen.", Now, Now.AddDays(7), null, "The spare is sent later."));
    }
}
