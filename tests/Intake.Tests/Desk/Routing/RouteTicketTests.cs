using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Tickets.HandOvers;
using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Desk.Routing;

/// <summary>I9, I11: an offer of the routing, and what becomes of it.</summary>
public sealed class RouteTicketTests
{
    private const string Desk = "desk";
    private static readonly RoutingOptions Routing = new();
    private static readonly TicketOpened ByForm = Opened with { Channel = Channel.Web, FirstOwner = Desk };
    private static readonly HandOverOffered Asked = new("A017", Desk, "shift ends", Now);
    private static readonly HandOverOffered Routed = new(Desk, "A018", "routing: knows fault", Now, Now + Routing.OfferExpiresAfter);
    private static readonly HandOverOffered RoutedForOwner = new(
        "A017",
        "A018",
        "routing: knows fault",
        Now,
        Now + Routing.OfferExpiresAfter,
        Desk
    );

    [Fact]
    public void ATicketOfTheDeskIsOfferedForAWhile() => OfTheDesk().When(t => Route(t, "A018")).Then(Routed);

    [Fact]
    public void WhatAnOwnerGaveToTheDeskIsOfferedAndGoesBackToIt() =>
        ATicket(Asked).When(t => Route(t, "A018", "A017")).Then(RoutedForOwner);

    [Fact]
    public void AnAbsentOwnersTicketIsOffered() =>
        ATicket().When(t => Route(t, "A018", "A017")).Then(RoutedForOwner with { BackTo = null });

    [Fact]
    public void WhatHappenedSinceThePlanCountsMore()
    {
        OfTheDesk(Routed).When(t => Route(t, "A019")).ThenNothing();
        OfTheDesk(new HandOverAccepted(Desk, "A019", Now)).When(t => Route(t, "A018")).ThenNothing();
        OfTheDesk(Cancelled).When(t => Route(t, "A018")).ThenNothing();
        OfTheDesk().When(t => RouteTicket.Decide(t, Placed(null, Desk), Routing, Desk, Now)).ThenNothing();
    }

    [Fact]
    public void AnOfferLapsesWhenItsTimeIsOver()
    {
        var over = Now + Routing.OfferExpiresAfter;
        OfTheDesk(Routed).When(t => LapseHandOver.Decide(t, over)).Then(new HandOverLapsed(Desk, "A018", over));
        OfTheDesk(Routed).When(t => LapseHandOver.Decide(t, over.AddTicks(-1))).ThenNothing();
        OfTheDesk(Routed, new HandOverAccepted(Desk, "A018", Now)).When(t => LapseHandOver.Decide(t, over)).ThenNothing();
        ATicket(Offered).When(t => LapseHandOver.Decide(t, over)).ThenNothing();
    }

    [Fact]
    public void WhoeverDoesNotTakeItLeavesItWhereItWas()
    {
        Assert.Null(OfTheDesk(Routed, new HandOverLapsed(Desk, "A018", Now)).State.HandOverTo);
        Assert.Equal(Desk, ATicket(Asked, RoutedForOwner, new HandOverLapsed("A017", "A018", Now)).State.HandOverTo);
        Assert.Equal(Desk, ATicket(Asked, RoutedForOwner, new HandOverDeclined("A017", "A018", "busy", Now)).State.HandOverTo);
        Assert.Equal("A017", ATicket(Asked, RoutedForOwner).State.Owner);
    }

    [Fact]
    public void WhoDidNotAnswerIsAway()
    {
        var agent = new RoutedAgent
        {
            Id = "agent/A018",
            Presence = Presence.Available,
            Sites = ["*"],
        };
        var away = Assert.IsType<PresenceChanged>(Assert.Single(LapseHandOver.Away(agent, Now).Events));
        Assert.Equal((Presence.Away, "system:intake"), (away.Presence, away.By));
        Assert.Empty(LapseHandOver.Away(agent with { Presence = Presence.Offline }, Now).Events);
    }

    [Fact]
    public void AnAgentTakesWhatWaits()
    {
        OfTheDesk().When(t => TakeTicket.Decide(t, Colleague, Desk, Now)).Then(new HandOverAccepted(Desk, "A018", Now));
        ATicket(Asked).When(t => TakeTicket.Decide(t, Colleague, Desk, Now)).Then(new HandOverAccepted("A017", "A018", Now));
        OfTheDesk(Routed).When(t => TakeTicket.Decide(t, Colleague, Desk, Now)).Then(new HandOverAccepted(Desk, "A018", Now));
    }

    [Fact]
    public void AnAgentDoesNotTakeWhatIsSomebodyElses()
    {
        ATicket().When(t => TakeTicket.Decide(t, Colleague, Desk, Now)).ThenRejected("ticket-owned");
        OfTheDesk(Routed).When(t => TakeTicket.Decide(t, Agent, Desk, Now)).ThenRejected("hand-over-pending");
        ATicket().When(t => TakeTicket.Decide(t, Agent, Desk, Now)).ThenNothing();
        OfTheDesk(Cancelled).When(t => TakeTicket.Decide(t, Colleague, Desk, Now)).ThenRejected("ticket-ended");
    }

    private static CustomerService.TestSupport.Given<Ticket> OfTheDesk(params object[] after) =>
        IntakeDecisions.Given<Ticket>(Number, [ByForm, .. after]);

    private static ServiceDefaults.Decision Route(Ticket ticket, string agent, string owner = Desk) =>
        RouteTicket.Decide(ticket, Placed(agent, owner), Routing, Desk, Now);

    private static Placement Placed(string? agent, string owner) =>
        new(RoutingPlanTests.ATicket(Number, owner: owner), agent, "knows fault");
}
