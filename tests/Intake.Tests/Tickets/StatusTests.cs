using CustomerService.Intake.Tickets.Categories;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I8: working states, classification, cancelling.</summary>
public sealed class StatusTests
{
    [Theory]
    [InlineData(TicketStatus.InProgress, null, null)]
    [InlineData(TicketStatus.InProgress, null, "diagnosing")]
    [InlineData(TicketStatus.Pending, WaitingFor.Customer, "awaitingCustomerReply")]
    [InlineData(TicketStatus.Held, WaitingFor.Parts, "awaitingParts")]
    [InlineData(TicketStatus.Held, WaitingFor.ThirdParty, null)]
    [InlineData(TicketStatus.Rejected, null, null)]
    public void AnOpenTicketMoves(TicketStatus status, WaitingFor? waitingFor, string? sub) =>
        ATicket()
            .When(t => ChangeStatus.Decide(t, new ChangeStatus(status, waitingFor, sub), Rules, Now))
            .Then(new StatusChanged(1, status, sub, waitingFor, Now));

    [Theory]
    [InlineData(TicketStatus.Resolved)]
    [InlineData(TicketStatus.Closed)]
    [InlineData(TicketStatus.Cancelled)]
    public void WhatHasACommandOfItsOwnIsNoStatusChange(TicketStatus status) =>
        ATicket().When(t => ChangeStatus.Decide(t, new ChangeStatus(status), Rules, Now)).ThenRejected("status-by-command");

    [Theory]
    [InlineData(TicketStatus.Pending, null)]
    [InlineData(TicketStatus.Held, null)]
    [InlineData(TicketStatus.InProgress, WaitingFor.Customer)]
    [InlineData(TicketStatus.Acknowledged, WaitingFor.Us)]
    [InlineData(TicketStatus.Rejected, WaitingFor.Us)]
    public void WaitingSaysForWhomAndOnlyWaitingDoes(TicketStatus status, WaitingFor? waitingFor) =>
        ATicket().When(t => ChangeStatus.Decide(t, new ChangeStatus(status, waitingFor), Rules, Now)).ThenRejected("waiting-for");

    [Theory]
    [InlineData(TicketStatus.InProgress, null, "awaitingParts")]
    [InlineData(TicketStatus.Held, WaitingFor.Parts, "quoteSent")]
    [InlineData(TicketStatus.InProgress, null, "onTheMoon")]
    public void ASubStatusBelongsToOneCategory(TicketStatus status, WaitingFor? waitingFor, string sub) =>
        ATicket()
            .When(t => ChangeStatus.Decide(t, new ChangeStatus(status, waitingFor, sub), Rules, Now))
            .ThenRejected("sub-status-unknown");

    [Fact]
    public void TheRefusalOfASubStatusNamesTheGoodOnes()
    {
        var refusal = ChangeStatus
            .Decide(ATicket().State, new ChangeStatus(TicketStatus.Held, WaitingFor.Parts, "x"), Rules, Now)
            .Rejection!;
        Assert.Contains("awaitingParts, withSupplier", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameStateAgainChangesNothing() =>
        ATicket(new StatusChanged(1, TicketStatus.Held, "awaitingParts", WaitingFor.Parts, Now))
            .When(t =>
                ChangeStatus.Decide(t, new ChangeStatus(TicketStatus.Held, WaitingFor.Parts, "awaitingParts"), Rules, Now.AddDays(1))
            )
            .ThenNothing();

    [Fact]
    public void AnotherSubStatusIsAChange() =>
        ATicket(Working)
            .When(t => ChangeStatus.Decide(t, new ChangeStatus(TicketStatus.InProgress, null, "diagnosing"), Rules, Now))
            .Then(new StatusChanged(1, TicketStatus.InProgress, "diagnosing", null, Now));

    [Theory]
    [MemberData(nameof(Ends), MemberType = typeof(History))]
    public void AnEndedTicketDoesNotMove(string end) =>
        AnEndedTicket(end)
            .When(t => ChangeStatus.Decide(t, new ChangeStatus(TicketStatus.InProgress), Rules, Now))
            .ThenRejected("ticket-ended");

    [Fact]
    public void TheEpisodeOfAChangeIsThePresentOne() =>
        ATicket(Resolved, new TicketReopened(2, "rejected", Now))
            .When(t => ChangeStatus.Decide(t, new ChangeStatus(TicketStatus.Pending, WaitingFor.Us), Rules, Now))
            .Then(new StatusChanged(2, TicketStatus.Pending, null, WaitingFor.Us, Now));

    [Fact]
    public void ReclassifyingOverwritesAllThree() =>
        ATicket()
            .When(t => Reclassify(t, new ReclassifyTicket(TicketType.Request, TicketPriority.Urgent)))
            .Then(new TicketReclassified(TicketType.Request, TicketPriority.Urgent, null, Now));

    [Fact]
    public void TheSameClassificationChangesNothing() =>
        ATicket().When(t => Reclassify(t, new ReclassifyTicket(TicketType.Fault, TicketPriority.Normal, "F03"))).ThenNothing();

    [Theory]
    [MemberData(nameof(Ends), MemberType = typeof(History))]
    public void AnEndedTicketIsNotReclassified(string end) =>
        AnEndedTicket(end)
            .When(t => Reclassify(t, new ReclassifyTicket(TicketType.Request, TicketPriority.Low)))
            .ThenRejected("ticket-ended");

    [Fact]
    public void AnOpenTicketIsCancelled() =>
        ATicket().When(t => CancelTicket.Decide(t, new CancelTicket("withdrawn"), Now)).Then(Cancelled);

    [Fact]
    public void AWaitingTicketIsCancelledAndWaitsNoMore()
    {
        var after = ATicket(new StatusChanged(1, TicketStatus.Held, "awaitingParts", WaitingFor.Parts, Now), Cancelled).State;
        Assert.Equal((TicketStatus.Cancelled, null, null), (after.Status, after.SubStatus, after.WaitingFor));
    }

    [Fact]
    public void CancellingTwiceChangesNothing() =>
        ATicket(Cancelled).When(t => CancelTicket.Decide(t, new CancelTicket("other"), Now)).ThenNothing();

    [Theory]
    [InlineData("resolved")]
    [InlineData("closed")]
    [InlineData("rejected")]
    public void WhatEndedOtherwiseIsNotCancelled(string end) =>
        AnEndedTicket(end).When(t => CancelTicket.Decide(t, new CancelTicket("withdrawn"), Now)).ThenRejected("ticket-ended");

    [Fact]
    public void ADerivedPriorityFollowsTheImpactUntilSomebodySaysOne()
    {
        var derived = new TicketReclassified(TicketType.Fault, TicketPriority.Urgent, "F03", Now, TicketImpact.High, true);
        ATicket().When(t => Reclassify(t, new ReclassifyTicket(TicketType.Fault, null, "F03", TicketImpact.High))).Then(derived);
        ATicket(derived)
            .When(t => Reclassify(t, new ReclassifyTicket(TicketType.Fault, TicketPriority.Urgent, "F03", TicketImpact.High)))
            .ThenNothing();
        ATicket(derived)
            .When(t => Reclassify(t, new ReclassifyTicket(TicketType.Fault, null, "F03", TicketImpact.Low)))
            .Then(new TicketReclassified(TicketType.Fault, TicketPriority.Normal, "F03", Now, TicketImpact.Low, true));
        ATicket(derived)
            .When(t => Reclassify(t, new ReclassifyTicket(TicketType.Fault, TicketPriority.Low, "F03", TicketImpact.High)))
            .Then(new TicketReclassified(TicketType.Fault, TicketPriority.Low, "F03", Now, TicketImpact.High));
    }

    [Fact]
    public void ACategoryThatIsNotActiveAnyMoreStaysAndIsNotChosenAnew()
    {
        var old = new TicketReclassified(TicketType.Fault, TicketPriority.Normal, "F03", Now, Category: "pager");
        ATicket(old)
            .When(t => Reclassify(t, new ReclassifyTicket(TicketType.Request, TicketPriority.Normal, "F03", Category: "pager")))
            .Then(new TicketReclassified(TicketType.Request, TicketPriority.Normal, "F03", Now, Category: "pager"));
        ATicket()
            .When(t => Reclassify(t, new ReclassifyTicket(TicketType.Fault, TicketPriority.Normal, "F03", Category: "pager")))
            .ThenRejected("category-unknown");
        ATicket()
            .When(t => Reclassify(t, new ReclassifyTicket(TicketType.Fault, TicketPriority.Normal, "F03", Category: "display")))
            .Then(new TicketReclassified(TicketType.Fault, TicketPriority.Normal, "F03", Now, Category: "display"));
    }

    private static Decision Reclassify(Ticket ticket, ReclassifyTicket command) =>
        ReclassifyTicket.Decide(ticket, command, Rules, TicketCategories.BuiltIn, Now);
}
