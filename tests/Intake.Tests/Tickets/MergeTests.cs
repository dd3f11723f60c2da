using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Merging;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I8: a merge is a link that can be undone.</summary>
public sealed class MergeTests
{
    private const string By = "agent:A017";
    private const string Desk = "desk";
    private static readonly MergeTicket Command = new("T00000002", "one matter");
    private static readonly TicketMerged Merged = new("T00000002", "one matter", By, Now);
    private static readonly Ticket Target = ATarget();

    [Fact]
    public void ATicketIsMergedIntoAnotherOfItsCustomer() => ATicket().When(t => Merge(t, Target)).Then(Merged);

    [Fact]
    public void AResolvedTicketMayBeEither()
    {
        ATicket(Resolved).When(t => Merge(t, Target)).Then(Merged);
        ATicket().When(t => Merge(t, ATarget(Resolved))).Then(Merged);
    }

    [Fact]
    public void TheSameMergeAgainChangesNothing() => ATicket(Merged).When(t => Merge(t, Target)).ThenNothing();

    [Fact]
    public void NotIntoItself() => ATicket().When(t => Merge(t, t)).ThenRejected("merge-with-itself");

    [Fact]
    public void NotTwice() => ATicket(Merged with { Into = "T00000003" }).When(t => Merge(t, Target)).ThenRejected("ticket-merged");

    [Fact]
    public void NotIntoAMergedOneSoThatNoCircleComesAbout() =>
        ATicket().When(t => Merge(t, ATarget(Merged with { Into = Number }))).ThenRejected("ticket-merged");

    [Fact]
    public void NotIntoATicketOfSomebodyElse() =>
        ATicket().When(t => Merge(t, Target with { CustomerNumber = "C000002" })).ThenRejected("other-customer");

    [Theory]
    [InlineData("closed")]
    [InlineData("cancelled")]
    [InlineData("rejected")]
    public void WhatHasEndedIsNotMergedAndTakesNothing(string end)
    {
        AnEndedTicket(end).When(t => Merge(t, Target)).ThenRejected("ticket-ended");
        ATicket().When(t => Merge(t, AnEndedTicket(end).State with { Id = "T00000002" })).ThenRejected("ticket-ended");
    }

    [Fact]
    public void NotWhileOthersWorkOnIt()
    {
        ATicket(new VisitRequested("T00000001-W1", "C000001", "vip", "3101", null, null, null, TicketPriority.Normal, null, null, Now))
            .When(t => Merge(t, Target))
            .ThenRejected("work-order-open");
        ATicket(new RepairRequested("T00000001-R1", "C000001", "001016952601545", "F03", null, Now))
            .When(t => Merge(t, Target))
            .ThenRejected("repair-order-open");
        ATicket(new DepartmentAsked("T00000001-X1", "quality", "?", By, Now, Now, Now))
            .When(t => Merge(t, Target))
            .ThenRejected("request-open");
        ATicket(Offered).When(t => Merge(t, Target)).ThenRejected("hand-over-pending");
    }

    [Fact]
    public void NotHinderedByWhatIsFinishedOrWaitsForTheDesk() =>
        ATicket(
                new RepairRequested("T00000001-R1", "C000001", "001016952601545", "F03", null, Now),
                new RepairOrderProgressed("T00000001-R1", "handedOver", 2, "S310101", Now),
                Offered with
                {
                    To = Desk,
                }
            )
            .When(t => Merge(t, Target))
            .Then(Merged);

    [Fact]
    public void AMergedTicketIsNotOpenAndIsAfterwardsWhatItWas()
    {
        var before = ATicket(new StatusChanged(1, TicketStatus.Pending, null, WaitingFor.Customer, Now)).State;
        var merged = before.Apply(Merged);
        Assert.False(merged.IsOpen);
        Assert.Equal((TicketStatus.Pending, WaitingFor.Customer, "A017"), (merged.Status, merged.WaitingFor, merged.Owner));
        Assert.Equal(before, merged.Apply(new TicketUnmerged("T00000002", "two matters", By, null, Now.AddDays(1))));
    }

    [Fact]
    public void SilenceDoesNotCloseItAndTheCustomerHasAsManyDaysLeftAfterwards()
    {
        var merged = ATicket(Resolved, Merged with { At = Now.AddDays(3) });
        merged.When(t => CloseSilentTicket.Decide(t, Now.AddDays(8))).ThenNothing();
        var undone = new TicketUnmerged("T00000002", "two matters", By, Now.AddDays(7 + 6), Now.AddDays(9));
        merged.When(t => UnmergeTicket.Decide(t, new UnmergeTicket("two matters"), By, Now.AddDays(9))).Then(undone);
        var after = ATicket(Resolved, Merged with { At = Now.AddDays(3) }, undone);
        after.When(t => CloseSilentTicket.Decide(t, Now.AddDays(12))).ThenNothing();
        Assert.Single(CloseSilentTicket.Decide(after.State, Now.AddDays(13)).Events);
    }

    [Fact]
    public void AMergeIsUndone() =>
        ATicket(Merged)
            .When(t => UnmergeTicket.Decide(t, new UnmergeTicket("two matters"), By, Now.AddDays(1)))
            .Then(new TicketUnmerged("T00000002", "two matters", By, null, Now.AddDays(1)));

    [Fact]
    public void WhatIsNotMergedStaysAsItIs() => ATicket().When(t => UnmergeTicket.Decide(t, new UnmergeTicket("x"), By, Now)).ThenNothing();

    [Fact]
    public void NobodyIsOfferedAMergedTicket()
    {
        var waiting = new WaitingTicket(Number, TicketType.Fault, null, "zh-Hans", "vip", 0, null, "3101", Desk, Now, Now, []);
        ATicket(Offered with { To = Desk }, Merged)
            .When(t =>
                RouteTicket.Decide(t, new Placement(waiting with { Owner = "A017" }, "A018", "free"), new RoutingOptions(), Desk, Now)
            )
            .ThenNothing();
    }

    private static Ticket ATarget(params object[] after) => ATicket(after).State with { Id = "T00000002" };

    private static CustomerService.ServiceDefaults.Decision Merge(Ticket ticket, Ticket target) =>
        MergeTicket.Decide(ticket, target, Command, Desk, By, Now);
}
