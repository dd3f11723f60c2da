using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Tests.Desk.Routing;

/// <summary>I9: whom a ticket can be handed over to.</summary>
public sealed class ColleagueTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly RoutingOptions Rules = new();
    private static readonly TicketView Ticket = new()
    {
        Id = "T00000001",
        CustomerNumber = "C00000001",
        RegionCode = "310000",
        Type = TicketType.Fault,
        Priority = TicketPriority.Normal,
        Channel = Channel.Phone,
        Text = "x",
        FirstOwner = "A001",
        Owner = "A001",
        Status = TicketStatus.Acknowledged,
        OpenedAt = Now,
        ChangedAt = Now,
    };

    [Fact]
    public void NobodyIsNamedWhoCouldNotOpenTheTicket()
    {
        Assert.True(Colleagues.MayTake(Agent("A002") with { Regions = ["31"] }, Ticket, level: 0));
        Assert.False(Colleagues.MayTake(Agent("A002") with { Regions = ["32"] }, Ticket, level: 0));
        Assert.False(Colleagues.MayTake(Agent("A002") with { Sites = ["*"] }, Ticket, level: 1));
        Assert.True(Colleagues.MayTake(Agent("A002") with { Sites = ["*"], Clearance = 1 }, Ticket, level: 1));
        Assert.False(Colleagues.MayTake(Agent("A001") with { Sites = ["*"] }, Ticket, level: 0));
    }

    [Fact]
    public void WhoIsThereAndHasRoomComesFirst()
    {
        FreeAgent[] agents =
        [
            new(Agent("gone"), 0),
            new(Agent("away") with { Presence = Presence.Away }, 0),
            new(Agent("busy") with { Presence = Presence.Available }, Rules.Capacity),
            new(Agent("free") with { Presence = Presence.Available }, 1),
            new(Agent("roomy") with { Presence = Presence.Available, Capacity = Rules.Capacity + 3 }, 1),
        ];
        var named = Colleagues.InOrder(agents, Rules);
        Assert.Equal(["roomy", "free", "busy", "away", "gone"], named.Select(c => c.Agent));
        Assert.Equal((Rules.Capacity + 3, 1), (named[0].Capacity, named[0].Load));
    }

    private static RoutedAgent Agent(string id) => new() { Id = RoutedAgent.StreamOf(id) };
}
