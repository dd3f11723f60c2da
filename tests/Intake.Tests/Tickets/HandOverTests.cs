using CustomerService.Intake.Tickets;
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
        ATicket().When(t => OfferHandOver.Decide(t, Offer, Now)).Then(Offered);
        Assert.Equal("A017", ATicket(Offered).State.Owner);
    }

    [Fact]
    public void TheSameOfferAgainChangesNothing() => ATicket(Offered).When(t => OfferHandOver.Decide(t, Offer, Now)).ThenNothing();

    [Fact]
    public void ASecondReceiverWaitsForTheAnswerOfTheFirst() =>
        ATicket(Offered).When(t => OfferHandOver.Decide(t, new OfferHandOver("A019", "holiday"), Now)).ThenRejected("hand-over-pending");

    [Fact]
    public void TheOwnerCannotBeTheReceiver() =>
        ATicket().When(t => OfferHandOver.Decide(t, new OfferHandOver("A017", "again"), Now)).ThenRejected("owner-already");

    [Theory]
    [MemberData(nameof(Ends), MemberType = typeof(History))]
    public void AnEndedTicketIsNotHandedOver(string end) => AnEndedTicket(end).When(t => OfferHandOver.Decide(t, Offer, Now)).ThenRejected("ticket-ended");

    [Fact]
    public void TheReceiverAcceptsAndOwnsTheTicket()
    {
        ATicket(Offered).When(t => AcceptHandOver.Decide(t, Colleague, Now)).Then(new HandOverAccepted("A017", "A018", Now));
        var after = ATicket(Offered, new HandOverAccepted("A017", "A018", Now)).State;
        Assert.Equal(("A018", null), (after.Owner, after.HandOverTo));
    }

    [Fact]
    public void OnlyTheReceiverAccepts() => ATicket(Offered).When(t => AcceptHandOver.Decide(t, Agent, Now)).ThenRejected("not-the-receiver");

    [Fact]
    public void AcceptingTwiceChangesNothing() =>
        ATicket(Offered, new HandOverAccepted("A017", "A018", Now)).When(t => AcceptHandOver.Decide(t, Colleague, Now)).ThenNothing();

    [Fact]
    public void WithoutAnOfferThereIsNothingToAccept() => ATicket().When(t => AcceptHandOver.Decide(t, Colleague, Now)).ThenRejected("no-hand-over");

    [Fact]
    public void TheReceiverDeclinesAndTheOwnerStays()
    {
        ATicket(Offered).When(t => DeclineHandOver.Decide(t, Declining, Colleague, Now)).Then(new HandOverDeclined("A017", "A018", "no such skill", Now));
        var after = ATicket(Offered, new HandOverDeclined("A017", "A018", "no such skill", Now)).State;
        Assert.Equal(("A017", null), (after.Owner, after.HandOverTo));
    }

    [Fact]
    public void OnlyTheReceiverDeclines() => ATicket(Offered).When(t => DeclineHandOver.Decide(t, Declining, Agent, Now)).ThenRejected("not-the-receiver");

    [Fact]
    public void WithoutAnOfferThereIsNothingToDecline() =>
        ATicket().When(t => DeclineHandOver.Decide(t, Declining, Colleague, Now)).ThenRejected("no-hand-over");

    [Fact]
    public void AfterADeclineAnotherCanBeAsked() =>
        ATicket(Offered, new HandOverDeclined("A017", "A018", "no", Now))
            .When(t => OfferHandOver.Decide(t, new OfferHandOver("A019", "shift ends"), Now))
            .Then(new HandOverOffered("A017", "A019", "shift ends", Now));

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
        ATicket(Offered).When(t => AcceptHandOver.Decide(t, new Actor("supervisor", "A018"), Now)).Then(new HandOverAccepted("A017", "A018", Now));
}
