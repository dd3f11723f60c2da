using System.Net;
using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Desk.Routing;

/// <summary>
/// I9, I11: what nobody received finds an owner, with any number of replicas. Each test has a model that only its agents know.
/// </summary>
[Collection(ThreeReplicasCollection.Name)]
public sealed class RoutingTests(ThreeReplicas host)
{
    [Fact]
    public async Task ATicketOfTheDeskIsOfferedToWhoKnowsItAndIsTheirsWhenTheyAccept()
    {
        var matter = await AMatter();
        var ticket = await matter.Opens(host);
        Assert.Equal("desk", ticket.Owner);
        using var lead = host.Client(Steps.Cleared);
        Assert.Contains((await Queue(lead)).Tickets, t => t.Number == ticket.Id && t.For is null);

        using var agent = host.Client("agent:R001");
        await Takes(agent, lead, "R001", matter.Model);
        var offered = await Offered(lead, ticket.Id, "R001");
        Assert.Equal("desk", offered.Owner);
        Assert.DoesNotContain((await Queue(lead)).Tickets, t => t.Number == ticket.Id);
        var accepted = await agent.Post($"/api/tickets/{ticket.Id}/hand-over/accept", new { }).Read<TicketView>();
        Assert.Equal(("R001", null), (accepted.Owner, accepted.HandOverTo));
        await Offline(agent, "R001");
    }

    [Fact]
    public async Task NobodyIsOfferedMoreThanTheyHaveRoomForHoweverManyCome()
    {
        var matter = await AMatter();
        using var lead = host.Client(Steps.Cleared);
        using var three = host.Client("agent:R011");
        using var four = host.Client("agent:R012");
        await Takes(three, lead, "R011", matter.Model, capacity: 3);
        await Takes(four, lead, "R012", matter.Model, capacity: 4);
        var tickets = await Task.WhenAll(Enumerable.Range(0, 20).Select(turn => matter.Opens(host, turn)));
        await Eventually.Holds(async () => (await HandedTo(lead, tickets)).Count == 7, "seven offers");
        var given = await HandedTo(lead, tickets);
        Assert.Equal((3, 4), (given.Count(g => g.To == "R011"), given.Count(g => g.To == "R012")));

        // Whoever is done with one gets the next.
        var first = given.First(g => g.To == "R011").Number;
        await three.Post($"/api/tickets/{first}/hand-over/accept", new { }).Read<TicketView>();
        await three.Post($"/api/tickets/{first}/resolve", new { code = "answered", note = "x" }).Read<TicketView>();
        await Eventually.Holds(async () => (await HandedTo(lead, tickets)).Count(g => g.To == "R011") == 3, "a third one again");
        // Nobody was offered a ticket that another one had.
        foreach (var ticket in tickets)
        {
            Assert.True((await host.Stored(ticket.Id)).Count(e => e.Data is HandOverOffered) <= 1);
        }

        await Offline(three, "R011");
        await Offline(four, "R012");
    }

    [Fact]
    public async Task WhoAsksTheDeskStaysTheOwnerUntilSomebodyElseAccepts()
    {
        var matter = await AMatter();
        using var lead = host.Client(Steps.Cleared);
        using var owner = host.Client("agent:R021");
        using var other = host.Client("agent:R022");
        var ticket = await owner.Post("/api/tickets", Steps.Opening(matter.Customer, matter.Model)).Read<TicketView>();
        await owner.Post($"/api/tickets/{ticket.Id}/hand-over", new { to = "desk", reason = "my shift ends" }).Read<TicketView>();
        await Takes(other, lead, "R022", matter.Model);
        Assert.Equal("R021", (await Offered(lead, ticket.Id, "R022")).Owner);
        // Declined, it waits at the desk again; nobody is asked twice, but may take it.
        await other.Post($"/api/tickets/{ticket.Id}/hand-over/decline", new { reason = "lunch" }).Read<TicketView>();
        Assert.Equal(("R021", "desk"), await OwnerAndReceiver(lead, ticket.Id));
        var taken = await other.Post($"/api/tickets/{ticket.Id}/take", new { }).Read<TicketView>();
        Assert.Equal(("R022", null), (taken.Owner, taken.HandOverTo));
        await owner.Post($"/api/tickets/{ticket.Id}/take", new { }).IsRefused(HttpStatusCode.Conflict, "ticket-owned");
        await Offline(other, "R022");
    }

    [Fact]
    public async Task WhatIsSecretIsOfferedToWhoMaySeeItOnly()
    {
        var matter = await AMatter();
        await host.Classify(matter.Customer, "secret");
        using var lead = host.Client(Steps.Cleared);
        using var uncleared = host.Client("agent:R031");
        using var cleared = host.Client(new Actor("agent", "R032") { Clearance = Confidentiality.TopSecret });
        await Takes(uncleared, lead, "R031", matter.Model);
        var ticket = await matter.Opens(host);
        Assert.Contains((await Queue(lead)).Tickets, t => t.Number == ticket.Id);
        Assert.DoesNotContain((await Queue(uncleared)).Tickets, t => t.Number == ticket.Id);
        await Takes(cleared, lead, "R032", matter.Model);
        await Offered(lead, ticket.Id, "R032");
        Assert.DoesNotContain(await host.Stored(ticket.Id), e => e.Data is HandOverOffered { To: "R031" });
        await Offline(uncleared, "R031");
        await Offline(cleared, "R032");
    }

    [Fact]
    public async Task WhatNobodyAtWorkKnowsHidesNoOtherBehindIt()
    {
        var (unknown, known) = (await AMatter(), await AMatter());
        for (var i = 0; i < 3; i++)
        {
            await unknown.Opens(host);
        }

        var behind = await known.Opens(host);
        using var lead = host.Client(Steps.Cleared);
        using var agent = host.Client("agent:R051");
        await Takes(agent, lead, "R051", known.Model);
        await Offered(lead, behind.Id, "R051");
        await Offline(agent, "R051");
    }

    [Fact]
    public async Task BadInputChangesNothing()
    {
        using var agent = host.Client("agent:R041");
        using var lead = host.Client(Steps.Cleared);
        await agent
            .Send(HttpMethod.Put, "/api/agents/R041/presence", new { presence = "asleep" })
            .IsRefused(HttpStatusCode.BadRequest, "validation");
        await agent
            .Send(HttpMethod.Put, "/api/agents/R042/presence", new { presence = "available" })
            .IsRefused(HttpStatusCode.Forbidden, "presence-of-another");
        await lead.Send(
                HttpMethod.Put,
                "/api/agents/R041/profile",
                new
                {
                    skills = Array.Empty<string>(),
                    languages = Array.Empty<string>(),
                    capacity = 0,
                }
            )
            .IsRefused(HttpStatusCode.BadRequest, "validation");
        await lead.GetAsync(new Uri("/api/agents/R041", UriKind.Relative)).IsRefused(HttpStatusCode.NotFound, "routed-agent-not-found");
        var themselves = await agent.Get<RoutedAgent>("/api/agents/R041");
        Assert.Equal((Presence.Offline, default), (themselves.Presence, themselves.PresentSince));
    }

    private async Task<Matter> AMatter()
    {
        var customer = await host.ACustomer();
        return new Matter(customer, await host.AUnitOf(customer));
    }

    private static async Task Takes(HttpClient agent, HttpClient lead, string id, string model, int capacity = 5)
    {
        await lead.Send(
                HttpMethod.Put,
                $"/api/agents/{id}/profile",
                new
                {
                    skills = new[] { model },
                    languages = Array.Empty<string>(),
                    capacity,
                }
            )
            .Read<RoutedAgent>();
        await agent.Send(HttpMethod.Put, $"/api/agents/{id}/presence", new { presence = "available" }).Read<RoutedAgent>();
    }

    private static Task<RoutedAgent> Offline(HttpClient agent, string id) =>
        agent.Send(HttpMethod.Put, $"/api/agents/{id}/presence", new { presence = "offline" }).Read<RoutedAgent>();

    private static Task<WaitingTickets> Queue(HttpClient client) =>
        client.GetAsync(new Uri("/api/routing/queue?limit=200", UriKind.Relative)).Read<WaitingTickets>();

    private static Task<TicketView> Ticket(HttpClient client, string number) =>
        client.GetAsync(new Uri($"/api/tickets/{number}", UriKind.Relative)).Read<TicketView>();

    private static Task<TicketView> Offered(HttpClient client, string number, string agent) =>
        Eventually.Gives(
            async () => await Ticket(client, number) is { } ticket && ticket.HandOverTo == agent ? ticket : null,
            $"{number} offered to {agent}"
        );

    private static async Task<(string Owner, string? Receiver)> OwnerAndReceiver(HttpClient client, string number)
    {
        var ticket = await Ticket(client, number);
        return (ticket.Owner, ticket.HandOverTo);
    }

    private static async Task<List<(string Number, string To)>> HandedTo(HttpClient client, IEnumerable<TicketView> tickets)
    {
        var handed = new List<(string, string)>();
        foreach (var ticket in tickets)
        {
            if ((await Ticket(client, ticket.Id)).HandOverTo is { } to)
            {
                handed.Add((ticket.Id, to));
            }
        }

        return handed;
    }

    private sealed record Matter(string Customer, string Model)
    {
        /// <summary>The customer opens a ticket by a form, at each replica in turn.</summary>
        public async Task<TicketView> Opens(ThreeReplicas host, int turn = 0)
        {
            using var client = host.ClientOf(turn, $"customer:{Customer}");
            return await client
                .Post(
                    "/api/tickets",
                    new
                    {
                        channel = "web",
                        key = Guid.NewGuid().ToString(),
                        customerNumber = Customer,
                        type = "fault",
                        text = "屏幕无显示",
                        unitImei = Model,
                    }
                )
                .Read<TicketView>();
        }
    }
}
