using CustomerService.Dispatch.Assignment;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using static CustomerService.Dispatch.Tests.DispatchDecisions;

namespace CustomerService.Dispatch.Tests;

/// <summary>D6: offering, accepting, declining, lapsing.</summary>
public sealed class OfferTests
{
    private static readonly OfferVisit Offer = new("E1", From, To);

    private static readonly OfferTerms Terms = new("S310101", Now.AddMinutes(30));

    private static Decision Ask(WorkOrder order, OfferVisit command, Actor? actor = null) =>
        OfferVisit.Decide(order, 1, command, Terms, actor ?? Dispatcher, Rules, Now);

    [Fact]
    public void AProposedVisitIsOfferedForThirtyMinutes() =>
        Order(Opened).When(o => Ask(o, Offer)).Then(new VisitOffered(1, "E1", "S310101", From, To, Now.AddMinutes(30), Now));

    [Fact]
    public void TheSameOfferAgainIsNothing() => Order(Offered).When(o => Ask(o, Offer)).ThenNothing();

    [Fact]
    public void ALaterOfferTakesThePlaceAndFreesTheFirstEngineer()
    {
        var order = Order(Offered).State;
        var decision = Ask(order, new OfferVisit("E2", From, To));
        Assert.Equal(["E1", "E2"], VisitDoor.ChangesOf(order, decision.Events).Select(c => c.EngineerId));
    }

    [Fact]
    public void OnlyDispatchersOffer() => Order(Opened).When(o => Ask(o, Offer, Holder)).ThenRejected("dispatchers-only");

    [Fact]
    public void AConfirmedVisitIsNotOffered() => Order(Confirmed).When(o => Ask(o, Offer)).ThenRejected("visit-confirmed");

    [Fact]
    public void AnEndedVisitIsNotOffered() => Order(Cancelled).When(o => Ask(o, Offer)).ThenRejected("visit-ended");

    [Fact]
    public void AnUnknownVisitIsNotFound() =>
        Order(Opened).When(o => OfferVisit.Decide(o, 2, Offer, Terms, Dispatcher, Rules, Now)).ThenRejected("visit-not-found");

    [Theory]
    [InlineData(3, 3, "window-invalid")]
    [InlineData(3, 2, "window-invalid")]
    [InlineData(3, 16, "window-invalid")]
    [InlineData(-3, 0, "window-past")]
    public void AWindowHasALengthAndAFuture(int from, int to, string code) =>
        Order(Opened).When(o => Ask(o, new OfferVisit("E1", Now.AddHours(from), Now.AddHours(to)))).ThenRejected(code);

    [Fact]
    public void AWindowOfTwelveHoursIsTheLongest() =>
        Assert.Null(Ask(Order(Opened).State, new OfferVisit("E1", Now.AddHours(3), Now.AddHours(15))).Rejection);

    [Fact]
    public void TheEngineerAccepts() =>
        Order(Offered)
            .When(o => AcceptOffer.Decide(o, 1, Holder, Now))
            .Then(
                new VisitConfirmed(1, "E1", "S310101", From, To, Now),
                new WorkOrderStatusChanged(WorkOrderStatus.Scheduled, 2, "S310101", "E1", Now)
            );

    [Fact]
    public void AnOfferLivesToItsLastMoment() =>
        Assert.Null(AcceptOffer.Decide(Order(Offered).State, 1, Holder, Now.AddMinutes(30)).Rejection);

    [Fact]
    public void ALapsedOfferIsNotAccepted() =>
        Order(Offered).When(o => AcceptOffer.Decide(o, 1, Holder, Now.AddMinutes(30).AddTicks(1))).ThenRejected("offer-expired");

    [Fact]
    public void AcceptingTwiceIsNothing() => Order(Confirmed).When(o => AcceptOffer.Decide(o, 1, Holder, Now)).ThenNothing();

    [Fact]
    public void AnotherEngineerDoesNotAccept() =>
        Order(Offered).When(o => AcceptOffer.Decide(o, 1, Other, Now)).ThenRejected("not-your-visit");

    [Fact]
    public void WithoutAnOfferThereIsNothingToAccept() =>
        Order(Opened).When(o => AcceptOffer.Decide(o, 1, Dispatcher, Now)).ThenRejected("no-offer");

    [Fact]
    public void ADeclineIsKept() =>
        Order(Offered)
            .When(o => DeclineOffer.Decide(o, 1, new DeclineOffer("ill"), Holder, Now))
            .Then(new VisitOfferDeclined(1, "E1", DeclineKind.Declined, "ill", Now));

    [Fact]
    public void DecliningTwiceIsNothing() =>
        Order([.. Offered, new VisitOfferDeclined(1, "E1", DeclineKind.Declined, "ill", Now)])
            .When(o => DeclineOffer.Decide(o, 1, new DeclineOffer("ill"), Holder, Now))
            .ThenNothing();

    [Fact]
    public void WhatIsConfirmedIsNotDeclined() =>
        Order(Confirmed).When(o => DeclineOffer.Decide(o, 1, new DeclineOffer("ill"), Holder, Now)).ThenRejected("visit-confirmed");

    [Fact]
    public void WhoDeclinedCannotCancel() =>
        Order([.. Offered, new VisitOfferDeclined(1, "E1", DeclineKind.Declined, "ill", Now)])
            .When(o => CancelVisit.Decide(o, 1, new CancelVisit("r"), Holder, Now))
            .ThenRejected("not-your-visit");

    [Fact]
    public void AnUnansweredOfferLapsesAtItsTimeAndNotBefore()
    {
        Order(Offered).When(o => AutomaticOffer.Expire(o, 1, Now.AddHours(4), Now.AddMinutes(30).AddTicks(-1))).ThenNothing();
        Order(Offered)
            .When(o => AutomaticOffer.Expire(o, 1, Now.AddHours(4), Now.AddMinutes(30)))
            .Then(new VisitOfferDeclined(1, "E1", DeclineKind.Expired, "no-answer", Now.AddMinutes(30), Now.AddHours(4)));
        Order(Confirmed).When(o => AutomaticOffer.Expire(o, 1, Now.AddHours(4), Now.AddMinutes(30))).ThenNothing();
    }

    [Fact]
    public void TheBestCandidateIsAskedAndNobodyLeftIsSaidOnce()
    {
        var best = new RankedEngineers([new Candidate("E1", "S310101", 1, 0, From, To, [], Now.AddMinutes(30))], []);
        var nobody = new RankedEngineers([], []);
        Order(Opened)
            .When(o => AutomaticOffer.Decide(o, 1, best, Weights, Rules, Now))
            .Then(new VisitOffered(1, "E1", "S310101", From, To, Now.AddMinutes(30), Now));
        Order(Offered).When(o => AutomaticOffer.Decide(o, 1, best, Weights, Rules, Now)).ThenNothing();
        Order(Opened).When(o => AutomaticOffer.Decide(o, 1, nobody, Weights, Rules, Now)).Then(new NoCandidateFound(1, "3101", Now));
        Order([.. Opened, new NoCandidateFound(1, "3101", Now)])
            .When(o => AutomaticOffer.Decide(o, 1, nobody, Weights, Rules, Now))
            .ThenNothing();
    }

    [Theory]
    [InlineData(0, 30, 0.5)] // 09:00 in Shanghai
    [InlineData(10.75, 30, 23.25)] // 19:45: fifteen minutes tonight, fifteen from 08:00 on
    [InlineData(15, 30, 23.5)] // midnight
    [InlineData(0, 12 * 60, 24)] // a whole working day
    public void AnOfferWaitsOverNight(double asked, int minutes, double lapses) =>
        Assert.Equal(
            Now.AddHours(lapses),
            WorkingTime.After(Home with { Hours = "00:00-24:00" }, Now.AddHours(asked), TimeSpan.FromMinutes(minutes), Weights)
        );

    [Fact]
    public void WhoLetAnOfferLapseIsAskedAgainLaterAndWhoDeclinedIsNot()
    {
        var lapsed = new VisitOfferDeclined(1, "E1", DeclineKind.Expired, "no-answer", Now, Now.AddHours(4));
        var visit = Order([.. Offered, lapsed]).State.Visits[0];
        Assert.Equal(["E1"], visit.NotAskedAt(Now.AddHours(4).AddTicks(-1)));
        Assert.Empty(visit.NotAskedAt(Now.AddHours(4)));
        var declined = new VisitOfferDeclined(1, "E1", DeclineKind.Declined, "ill", Now);
        Assert.Equal(["E1"], Order([.. Offered, declined]).State.Visits[0].NotAskedAt(Now.AddDays(9)));
    }

    [Fact]
    public void TheVisitsOfWhoIsAwayGoToOthers()
    {
        Order(Offered)
            .When(o => AbsentEngineer.Decide(o, 1, "E1", Now))
            .Then(new VisitOfferDeclined(1, "E1", DeclineKind.Away, "engineer-away", Now));
        Order(Confirmed)
            .When(o => AbsentEngineer.Decide(o, 1, "E1", Now))
            .Then(
                new VisitReturned(1, "E1", "engineer-away", From, To, false, "system:dispatch", Now),
                new WorkOrderStatusChanged(WorkOrderStatus.Unscheduled, 3, null, null, Now)
            );
        Order(OnSite).When(o => AbsentEngineer.Decide(o, 1, "E1", Now)).ThenNothing();
        Order(Confirmed).When(o => AbsentEngineer.Decide(o, 1, "E2", Now)).ThenNothing();
    }
}
