using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Tickets.HandOvers;
using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I9: a ticket always has exactly one owner; a hand-over is complete only when accepted.</summary>
public sealed class HandOverTests
{
    private static readonly OfferHandOver Offer = new("A018", "shift ends");
    private static readonly DeclineHandOver Declining = new("no such skill");

    [Fact]
    public void AnOfferNamesReceiverAndReasonAndChangesNoOwner()
    {
        ATicket().When(t => OfferHandOver.Decide(t, Offer, Rules, Agent, Now)).Then(Offered);
        Assert.Equal("A017", ATicket(Offered).State.Owner);
    }

    [Fact]
    public void TheSameOfferAgainChangesNothing() =>
        ATicket(Offered).When(t => OfferHandOver.Decide(t, Offer, Rules, Agent, Now)).ThenNothing();

    [Fact]
    public void ASecondReceiverWaitsForTheAnswerOfTheFirst() =>
        ATicket(Offered)
            .When(t => OfferHandOver.Decide(t, new OfferHandOver("A019", "holiday"), Rules, Agent, Now))
            .ThenRejected("hand-over-pending");

    [Fact]
    public void TheOwnerCannotBeTheReceiver() =>
        ATicket().When(t => OfferHandOver.Decide(t, new OfferHandOver("A017", "again"), Rules, Agent, Now)).ThenRejected("owner-already");

    [Theory]
    [MemberData(nameof(Ends), MemberType = typeof(History))]
    public void AnEndedTicketIsNotHandedOver(string end) =>
        AnEndedTicket(end).When(t => OfferHandOver.Decide(t, Offer, Rules, Agent, Now)).ThenRejected("ticket-ended");

    [Fact]
    public void TheReceiverAcceptsAndOwnsTheTicket()
    {
        ATicket(Offered).When(t => AcceptHandOver.Decide(t, Colleague, Now)).Then(new HandOverAccepted("A017", "A018", Now));
        var after = ATicket(Offered, new HandOverAccepted("A017", "A018", Now)).State;
        Assert.Equal(("A018", null), (after.Owner, after.HandOverTo));
    }

    [Fact]
    public void OnlyTheReceiverAccepts() =>
        ATicket(Offered).When(t => AcceptHandOver.Decide(t, Agent, Now)).ThenRejected("not-the-receiver");

    [Fact]
    public void AcceptingTwiceChangesNothing() =>
        ATicket(Offered, new HandOverAccepted("A017", "A018", Now)).When(t => AcceptHandOver.Decide(t, Colleague, Now)).ThenNothing();

    [Fact]
    public void WithoutAnOfferThereIsNothingToAccept() =>
        ATicket().When(t => AcceptHandOver.Decide(t, Colleague, Now)).ThenRejected("no-hand-over");

    [Fact]
    public void TheReceiverDeclinesAndTheOwnerStays()
    {
        ATicket(Offered)
            .When(t => DeclineHandOver.Decide(t, Declining, Colleague, Now))
            .Then(new HandOverDeclined("A017", "A018", "no such skill", Now));
        var after = ATicket(Offered, new HandOverDeclined("A017", "A018", "no such skill", Now)).State;
        Assert.Equal(("A017", null), (after.Owner, after.HandOverTo));
    }

    [Fact]
    public void OnlyTheReceiverDeclines() =>
        ATicket(Offered).When(t => DeclineHandOver.Decide(t, Declining, Agent, Now)).ThenRejected("not-the-receiver");

    [Fact]
    public void WithoutAnOfferThereIsNothingToDecline() =>
        ATicket().When(t => DeclineHandOver.Decide(t, Declining, Colleague, Now)).ThenRejected("no-hand-over");

    [Fact]
    public void AfterADeclineAnotherCanBeAsked() =>
        ATicket(Offered, new HandOverDeclined("A017", "A018", "no", Now))
            .When(t => OfferHandOver.Decide(t, new OfferHandOver("A019", "shift ends"), Rules, Agent, Now))
            .Then(Offered with { To = "A019" });

    [Theory]
    [InlineData("resolved")]
    [InlineData("cancelled")]
    public void AnOfferEndsWithTheTicket(string end)
    {
        object ending = end == "resolved" ? Resolved : Cancelled;
        ATicket(Offered, ending).When(t => AcceptHandOver.Decide(t, Colleague, Now)).ThenRejected("no-hand-over");
    }

    [Fact]
    public void AnOfferEndsWhenTheTicketIsRejected() =>
        ATicket(Offered, Rejected).When(t => AcceptHandOver.Decide(t, Colleague, Now)).ThenRejected("no-hand-over");

    [Fact]
    public void WhoAcceptsIsTheActorAndNotItsRole() =>
        ATicket(Offered)
            .When(t => AcceptHandOver.Decide(t, new Actor("supervisor", "A018"), Now))
            .Then(new HandOverAccepted("A017", "A018", Now));

    [Fact]
    public void OnlyTheOwnerOrASupervisorHandsOver()
    {
        ATicket().When(t => OfferHandOver.Decide(t, Offer, Rules, Colleague, Now)).ThenRejected("not-the-owner");
        ATicket(Offered).When(t => OfferHandOver.Decide(t, Offer, Rules, Colleague, Now)).ThenRejected("not-the-owner");
        ATicket().When(t => OfferHandOver.Decide(t, Offer, Rules, Supervisor, Now)).Then(Offered with { By = "supervisor:S01" });
    }

    [Fact]
    public void WhatIsTheDesksAnybodyOfTheDeskPassesOn() =>
        IntakeDecisions
            .Given<Ticket>(Number, Opened with { FirstOwner = "desk" })
            .When(t => OfferHandOver.Decide(t, Offer, Rules, Colleague, Now))
            .Then(Offered with { From = "desk", By = "agent:A018" });

    [Fact]
    public void TheDeskHasTimeToFindSomebody() =>
        ATicket()
            .When(t => OfferHandOver.Decide(t, new OfferHandOver("desk", "shift ends"), Rules, Agent, Now))
            .Then(Offered with { To = "desk", ExpiresAt = null });

    [Fact]
    public void AnOfferThatNobodyAnswersLapsesAndTheOwnerStays()
    {
        var expires = Offered.ExpiresAt!.Value;
        ATicket(Offered).When(t => LapseHandOver.Decide(t, expires.AddTicks(-1))).ThenNothing();
        ATicket(Offered).When(t => LapseHandOver.Decide(t, expires)).Then(new HandOverLapsed("A017", "A018", expires));
        ATicket(Offered, new HandOverLapsed("A017", "A018", expires))
            .When(t => OfferHandOver.Decide(t, Offer, Rules, Agent, Now))
            .Then(Offered);
    }

    [Fact]
    public void AnUnansweredOfferIsTakenBackByWhoMayMakeOne()
    {
        var withdrawn = new HandOverWithdrawn("A017", "A018", "agent:A017", Now);
        ATicket(Offered).When(t => WithdrawHandOver.Decide(t, Rules, Agent, Now)).Then(withdrawn);
        ATicket(Offered).When(t => WithdrawHandOver.Decide(t, Rules, Supervisor, Now)).Then(withdrawn with { By = "supervisor:S01" });
        ATicket(Offered).When(t => WithdrawHandOver.Decide(t, Rules, Colleague, Now)).ThenRejected("not-the-owner");
        ATicket(Offered, withdrawn).When(t => WithdrawHandOver.Decide(t, Rules, Agent, Now)).ThenNothing();
        ATicket(Offered, withdrawn).When(t => AcceptHandOver.Decide(t, Colleague, Now)).ThenRejected("no-hand-over");
        ATicket(Offered, withdrawn).When(t => LapseHandOver.Decide(t, Now + Rules.HandOverExpiresAfter)).ThenNothing();
    }
}
