using System.Net;
using CustomerService.Intake.Common.ReadModels;
using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Finding.Search;
using CustomerService.Intake.HostTests.Customers;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Finding.Search;

/// <summary>I1, I15: the search over HTTP, behind the events and not before them.</summary>
[Collection(IntakeCollection.Name)]
public sealed class SearchTests(IntakeHost host)
{
    private const string Header = "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n";

    [Fact]
    public async Task WhatIsRegisteredAndOpenedIsFound()
    {
        var (customer, name) = await ANamedCustomer();
        using var client = host.Client("agent:A017");
        // An entry that comes in the middle of a search may be found by a later, weaker match.
        await Find(client, name, customer, "customer");
        var hit = await Find(client, name[..3], customer, "customer");
        Assert.Equal(("customer", "part", name, "上海市"), (hit.Kind, hit.Match, hit.Title, hit.Detail));
        var ticket = await client.Post("/api/tickets", Steps.Opening(customer)).Read<TicketView>();
        await Find(client, ticket.Id, ticket.Id, "ticket");
        Assert.Equal("part", (await Find(client, ticket.Id[^5..], ticket.Id, "ticket")).Match);
        Assert.Equal(
            ("exact", customer),
            await Find(client, ticket.Id, ticket.Id, "ticket") is var t ? (t.Match, t.CustomerNumber!) : default
        );
        Assert.Contains(await client.Get<List<CustomerHit>>($"/api/customers?q={Uri.EscapeDataString(name)}"), c => c.Number == customer);
    }

    [Fact]
    public async Task WhatIsSaidLaterIsFoundToo()
    {
        var ticket = await host.ATicket();
        var word = $"zq{Guid.NewGuid():N}"[..12];
        using var client = host.Client("agent:A017");
        await client.Post($"/api/tickets/{ticket.Id}/notes", new { text = $"see {word}" }).Read<TicketView>();
        await Find(client, word[..8], ticket.Id, "ticket");
        Assert.Equal(ticket.Id, Assert.Single((await client.Get<Page<TicketView>>($"/api/tickets?q={word}")).Items).Id);
        Assert.Empty((await client.Get<Page<TicketView>>($"/api/tickets?q={word}&status=closed")).Items);
        Assert.Equal(1, (await client.Get<SearchResult>($"/api/search?q={word}&kinds=ticket&counts=true")).Counts!["ticket"]);
    }

    [Fact]
    public async Task EveryWayToReachACustomerFindsThem()
    {
        var (phone, digits) = ($"+86138{Random.Shared.Next(10_000_000, 100_000_000)}", Random.Shared.Next(10_000_000, 100_000_000));
        var (customer, name) = await ANamedCustomer(phone);
        var mail = $"zm{Guid.NewGuid():N}"[..14];
        using var supervisor = host.Client(Steps.Cleared);
        var proof = await supervisor.Prove(host.Codes, customer, phone, "changeContactPoints");
        var points = new[]
        {
            ("phone", phone),
            ("phone", $"137{digits}"),
            ("email", "first@example.org"),
            ("email", $"{mail}@example.org"),
        };
        using var changed = await supervisor.Send(
            HttpMethod.Put,
            $"/api/customers/{customer}/contact-points",
            new
            {
                contactPoints = points.Select(p => new { kind = p.Item1, value = p.Item2 }),
                preferredChannel = "phone",
                language = "en",
            },
            ("If-Match", "\"2\""),
            ("Proof", proof)
        );
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        foreach (var asked in new[] { name, phone[3..], $"137{digits}", $"{digits}", mail, $"{mail}@example.org" })
        {
            await Find(supervisor, asked, customer, "customer");
            Assert.Contains(await supervisor.Get<List<CustomerHit>>($"/api/customers?q={Uri.EscapeDataString(asked)}"), c =>
                c.Number == customer
            );
        }
    }

    [Fact]
    public async Task WhoGotWhoseNameIsRecorded()
    {
        var (customer, name) = await ANamedCustomer();
        var ticket = await host.ATicketOf(customer);
        using var client = host.Client("agent:A017");
        await Find(client, ticket.Id, ticket.Id, "ticket");
        Assert.Empty(await host.Listings(customer));
        await Find(client, name, customer, "customer");
        Assert.Equal(
            ("agent:A017", "search"),
            Assert.Single(await host.Listings(customer)) is var seen ? (seen.By, seen.Purpose) : default
        );
        await client.Get<List<CustomerHit>>($"/api/customers?q={Uri.EscapeDataString(name)}");
        Assert.Equal(["search", "search by text"], (await host.Listings(customer)).Select(l => l.Purpose));
    }

    [Fact]
    public async Task ABorrowedFileIsFoundAndCountedUntilItIsReturned()
    {
        var (customer, name) = await ANamedCustomer();
        var (unit, owner) = (await host.AUnitOf(customer), $"A{Guid.NewGuid():N}"[..12]);
        using var agent = host.Client($"agent:{owner}");
        var ticket = await agent.Post("/api/tickets", Steps.Opening(customer)).Read<TicketView>();
        await Find(agent, name, customer, "customer");
        await Find(agent, ticket.Id, ticket.Id, "ticket");
        await Find(agent, unit, unit, "unit");
        await Eventually.Holds(async () => await Counted() == 1, "the ticket in the counters");
        await host.Classify(customer, "secret");
        Assert.Equal((0, 0, 0, 0, 0), (await Found(name), await Found(ticket.Id), await Found(unit), await Counted(), await Listed()));
        var borrowing = (
            await agent
                .Post(
                    "/api/borrowings",
                    new
                    {
                        customerNumber = customer,
                        purpose = "on the line",
                        dueAt = DateTimeOffset.UtcNow.AddDays(1),
                    }
                )
                .Read<Borrowing>()
        ).Id;
        using var approver = host.Client(Steps.Cleared);
        await approver.Post($"/api/borrowings/{borrowing}/approve", new { }).Read<Borrowing>();
        Assert.Equal((1, 1, 1, 1, 1), (await Found(name), await Found(ticket.Id), await Found(unit), await Counted(), await Listed()));
        await agent.Post($"/api/borrowings/{borrowing}/return", new { }).Read<Borrowing>();
        Assert.Equal((0, 0, 0, 0, 0), (await Found(name), await Found(ticket.Id), await Found(unit), await Counted(), await Listed()));

        async Task<int> Found(string q)
        {
            var result = await agent.Get<SearchResult>($"/api/search?q={Uri.EscapeDataString(q)}&counts=true");
            var hits = result.Hits.Count(h => h.CustomerNumber == customer);
            Assert.Equal(hits, result.Counts!.Values.Sum());
            return hits;
        }

        async Task<long> Counted() =>
            (await agent.Get<TicketCounters>("/api/tickets/counters")).By.TryGetValue("owner", out var owners)
                ? owners.GetValueOrDefault(owner)
                : 0;

        async Task<int> Listed() => (await agent.Get<Page<TicketView>>($"/api/tickets?q=%E5%B1%8F%E5%B9%95&owner={owner}")).Items.Count;
    }

    [Fact]
    public async Task TheIndexIsBuiltAgainBesideTheOneInUse()
    {
        var (customer, name) = await ANamedCustomer();
        using var client = host.Client("agent:A017");
        using var administrator = host.Client("administrator:test");
        await Find(client, name, customer, "customer");
        using var stop = new CancellationTokenSource();
        var searching = Task.Run(async () =>
        {
            var asked = 0;
            for (; !stop.IsCancellationRequested; asked++)
            {
                Assert.Contains((await client.Get<SearchResult>($"/api/search?q={Uri.EscapeDataString(name)}")).Hits, h =>
                    h.Number == customer
                );
            }

            return asked;
        });
        var opened = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            opened.Add((await host.ATicket()).Id);
            var done = await administrator.Post("/api/read-models/intake/SearchEntries/rebuild", new { }).Read<ReadModelRebuilt>();
            Assert.True(done.Rows > 0, $"{done}");
        }

        await stop.CancelAsync();
        Assert.True(await searching > 0, "Nobody searched.");
        foreach (var number in opened)
        {
            await Find(client, number, number, "ticket");
        }

        await host.HasSeenEveryEvent();
    }

    [Fact]
    public async Task ScopeAndClearanceStandInSearchListAndCounters()
    {
        var owner = $"A{Guid.NewGuid():N}"[..12];
        var (customer, name) = await ANamedCustomer();
        using var everything = host.Client($"agent:{owner}");
        var ticket = await everything.Post("/api/tickets", Steps.Opening(customer)).Read<TicketView>();
        await Find(everything, ticket.Id, ticket.Id, "ticket");
        await Find(everything, name, customer, "customer");
        await Eventually.Holds(async () => await Sees(new Actor("agent", owner)) == (1, 1, 1, 1), "all of it");
        Assert.Equal((1, 1, 1, 1), await Sees(new Actor("supervisor", "S1") { Scope = new DataScope([], ["31"]) }));
        // Files are nobody's of a place; tickets are.
        Assert.Equal((1, 0, 0, 0), await Sees(new Actor("supervisor", "S2") { Scope = new DataScope(["S320101"], ["32"]) }));
        await host.Classify(customer, "confidential");
        Assert.Equal((0, 0, 0, 0), await Sees(new Actor("agent", owner)));
        Assert.Equal((1, 1, 1, 1), await Sees(new Actor("agent", owner) { Clearance = Confidentiality.Confidential }));

        async Task<(int Customers, int Tickets, int Listed, long Counted)> Sees(Actor actor)
        {
            using var client = host.Client(actor);
            var found = (await client.Get<SearchResult>($"/api/search?q={Uri.EscapeDataString(name)}")).Hits.Count(h =>
                h.Number == customer
            );
            var tickets = (await client.Get<SearchResult>($"/api/search?q={ticket.Id}")).Hits.Count(h => h.Number == ticket.Id);
            var listed = (await client.Get<Page<TicketView>>($"/api/tickets?customer={customer}")).Items.Count;
            var counters = (await client.Get<TicketCounters>("/api/tickets/counters")).By;
            return (found, tickets, listed, counters.TryGetValue("owner", out var owners) ? owners.GetValueOrDefault(owner) : 0);
        }
    }

    [Theory]
    [InlineData("q=x&kinds=ticket,planet", "search-kinds")]
    [InlineData("q=x&kinds=", "search-kinds")]
    public async Task AnUnknownKindIsRefused(string query, string code)
    {
        using var client = host.Client("agent:A017");
        await client.GetAsync(new Uri($"/api/search?{query}", UriKind.Relative)).IsRefused(HttpStatusCode.BadRequest, code);
    }

    private static Task<SearchHit> Find(HttpClient client, string q, string number, string kind) =>
        Eventually.Gives(
            async () =>
                (await client.Get<SearchResult>($"/api/search?q={Uri.EscapeDataString(q)}&kinds={kind}&limit=50")).Hits.FirstOrDefault(h =>
                    h.Number == number
                ),
            $"{number} by {q}"
        );

    // Four characters that no other customer of the tests has in a row.
    private async Task<(string Number, string Name)> ANamedCustomer(string phone = "+8613800138000")
    {
        var number = $"C{Guid.NewGuid():N}";
        var name = string.Concat(Guid.NewGuid().ToByteArray().Take(4).Select((b, i) => (char)(0x5000 + 256 * i + b)));
        using var client = host.Client("administrator:test");
        await client
            .Import("customers", $"{Header}{number},person,{name},{phone},,上海市,3101,上海市测试路1号,zh-Hans,25000\r\n")
            .Read<ImportReport>();
        return (number, name);
    }
}
