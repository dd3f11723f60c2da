using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I8: the customer accepts or rejects; no answer in 7 days closes; a reopen within 30 days starts a new episode.</summary>
public sealed class EpisodeTests
{
    private const string By = "customer:C000001";
    private static readonly DateTimeOffset ClosesAt = Now.AddDays(7);

    [Fact]
    public void TheNumbersAreThoseOfTheRules() =>
        Assert.Equal((TimeSpan.FromDays(7), TimeSpan.FromDays(30)), (Rules.ClosesAfter, Rules.ReopensWithin));

    [Fact]
    public void AcceptingClosesTheEpisode() =>
        ATicket(Resolved)
            .When(t => AcceptSolution.Decide(t, "agent:A017", "phone:call-2", Now.AddHours(1)))
            .Then(ClosedAs(ClosingReason.Accepted, Now.AddHours(1)) with { AcceptedBy = "agent:A017", Contact = "phone:call-2" });

    [Fact]
    public void AcceptingTwiceChangesNothing() =>
        ATicket(Resolved, Closed).When(t => AcceptSolution.Decide(t, By, null, Now)).ThenNothing();

    [Fact]
    public void WhatIsNotResolvedIsNotAccepted() =>
        ATicket(Working).When(t => AcceptSolution.Decide(t, By, null, Now)).ThenRejected("ticket-not-resolved");

    [Fact]
    public void ACancelledTicketIsNotAccepted() =>
        ATicket(Cancelled).When(t => AcceptSolution.Decide(t, By, null, Now)).ThenRejected("ticket-not-resolved");

    [Fact]
    public void TheClosingNamesWhoDidTheWork() =>
        ATicket(
                new VisitRequested("T00000001-W1", "C000001", "vip", "3101", null, null, null, TicketPriority.Normal, null, null, Now),
                new WorkOrderProgressed("T00000001-W1", "assigned", 1, "S310101", "E-S310101-1", Now),
                new WorkOrderProgressed("T00000001-W1", "completed", 2, null, null, Now),
                Resolved
            )
            .When(t => AcceptSolution.Decide(t, By, null, Now))
            .Then(Closed with { SiteCode = "S310101", EngineerId = "E-S310101-1", AcceptedBy = By });

    [Fact]
    public void ATickBeforeTheDeadlineSilenceDoesNotClose() =>
        ATicket(Resolved).When(t => CloseSilentTicket.Decide(t, ClosesAt.AddTicks(-1))).ThenNothing();

    [Fact]
    public void AtTheDeadlineSilenceCloses() =>
        ATicket(Resolved).When(t => CloseSilentTicket.Decide(t, ClosesAt)).Then(ClosedAs(ClosingReason.Silence, ClosesAt));

    [Fact]
    public void SilenceClosesOnce() => ATicket(Resolved, Closed).When(t => CloseSilentTicket.Decide(t, ClosesAt)).ThenNothing();

    [Fact]
    public void SilenceClosesNoTicketThatRunsAgain() =>
        ATicket(Resolved, new TicketReopened(2, "rejected", Now)).When(t => CloseSilentTicket.Decide(t, ClosesAt)).ThenNothing();

    [Fact]
    public void TheDeadlineOfAnEarlierEpisodeIsNotTheOneOfALater() =>
        ATicket(Resolved, new TicketReopened(2, "rejected", Now), Resolved with { Episode = 2, ClosesAt = ClosesAt.AddDays(3) })
            .When(t => CloseSilentTicket.Decide(t, ClosesAt))
            .ThenNothing();

    [Fact]
    public void RejectingStartsTheSecondEpisode() =>
        ATicket(Resolved)
            .When(t => RejectSolution.Decide(t, new RejectSolution("又黑屏了"), TheCustomer, Now))
            .Then(new NoteAdded("又黑屏了", true, "customer:C000001", Now), new TicketReopened(2, "rejected", Now));

    [Fact]
    public void TheSecondEpisodeRunsAndForgetsTheDatesOfTheFirst()
    {
        var state = ATicket(Resolved, new TicketReopened(2, "rejected", Now)).State;
        Assert.Equal((TicketStatus.InProgress, 2), (state.Status, state.Episode));
        Assert.Equal((null, null, null), (state.ResolvedAt, state.ClosesAt, state.ClosedAt));
        Assert.True(state.IsOpen);
    }

    [Theory]
    [InlineData("closed")]
    [InlineData("cancelled")]
    [InlineData("rejected")]
    public void WhatIsNotResolvedIsNotRejected(string end) =>
        AnEndedTicket(end)
            .When(t => RejectSolution.Decide(t, new RejectSolution("no"), TheCustomer, Now))
            .ThenRejected("ticket-not-resolved");

    [Fact]
    public void ThirtyDaysAfterClosingItCanStillBeReopened() =>
        ATicket(Resolved, Closed)
            .When(t => ReopenTicket.Decide(t, new ReopenTicket("same fault"), Rules, Agent, Now.AddDays(30)))
            .Then(new NoteAdded("same fault", true, "agent:A017", Now.AddDays(30)), new TicketReopened(2, "reopened", Now.AddDays(30)));

    [Fact]
    public void ATickLaterItCannot() =>
        ATicket(Resolved, Closed)
            .When(t => ReopenTicket.Decide(t, new ReopenTicket("same fault"), Rules, Agent, Now.AddDays(30).AddTicks(1)))
            .ThenRejected("reopen-period-over");

    [Theory]
    [InlineData("resolved")]
    [InlineData("cancelled")]
    [InlineData("rejected")]
    public void OnlyAClosedTicketIsReopened(string end) =>
        AnEndedTicket(end).When(t => ReopenTicket.Decide(t, new ReopenTicket("x"), Rules, Agent, Now)).ThenRejected("ticket-not-closed");

    [Fact]
    public void EpisodesCountOn() =>
        ATicket(Resolved, Closed, new TicketReopened(2, "reopened", Now), Resolved with { Episode = 2 })
            .When(t => RejectSolution.Decide(t, new RejectSolution("no"), TheCustomer, Now))
            .Then(new NoteAdded("no", true, "customer:C000001", Now), new TicketReopened(3, "rejected", Now));
}
