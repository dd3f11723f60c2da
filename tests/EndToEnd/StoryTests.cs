using System.Diagnostics;
using System.Text.Json.Nodes;
using CustomerService.Demo;
using CustomerService.TestSupport;

namespace CustomerService.EndToEnd;

/// <summary>
/// I8, I15, D5, R3, C1-C4, S2, S3, S6, E1: contacts become tickets, visits, repairs, complaints and surveys over all services.
/// </summary>
[Collection(RunningSystemCollection.Name)]
public sealed class StoryTests(RunningSystem system)
{
    // What sixty contacts are bound to bring about; clocks that must run out for it (expiry, supervision) are for the tests of their
    // service.
    private static readonly string[] PublicFacts =
    [
        "intake.ticket-opened",
        "intake.ticket-status-changed",
        "intake.owner-changed",
        "intake.visit-requested",
        "intake.repair-requested",
        "intake.ticket-resolved",
        "intake.ticket-closed",
        "intake.ticket-reopened",
        "intake.complaint-voiced",
        "intake.model-registered",
        "intake.unit-registered",
        "dispatch.work-order-opened",
        "dispatch.visit-offered",
        "dispatch.visit-offer-declined",
        "dispatch.visit-confirmed",
        "dispatch.visit-progressed",
        "dispatch.visit-completed",
        "dispatch.work-order-status-changed",
        "repair.warranty-decided",
        "repair.repair-order-opened",
        "repair.repair-order-status-changed",
        "repair.repair-quoted",
        "repair.repair-completed",
        "repair.stock-moved",
        "complaints.complaint-registered",
        "complaints.complaint-status-changed",
        "surveys.survey-invited",
        "surveys.survey-answered",
    ];

    [Fact]
    public void MasterDataIsImported() => Assert.All(system.Imported, table => Assert.True(table.IsComplete, table.ToString()));

    [Fact]
    public async Task EveryTicketIsWhereItsStoryEnds()
    {
        Assert.All(system.Played, played => Assert.Null(played.Stopped));
        foreach (var played in system.Played)
        {
            var ticket = (await system.Gateway.Get($"/api/tickets/{played.Ticket}", default)).Body!;
            Assert.Equal((played.Status, played.Episode), ((string?)ticket["status"], (int)ticket["episode"]!));
        }

        Assert.Equal(system.Played.Count, system.Played.Select(p => p.Ticket).Distinct().Count());
    }

    [Fact]
    public async Task TheTimelineShowsAllServices()
    {
        var services = new HashSet<string>();
        await Eventually.Holds(
            async () =>
            {
                foreach (var played in system.Played)
                {
                    var timeline = await system.Gateway.Get($"/api/tickets/{played.Ticket}/timeline", default);
                    services.UnionWith(timeline.Body!["items"]!.AsArray().Select(i => (string)i!["service"]!));
                }

                return services.IsSupersetOf(Cluster.Services.Except(["subscriptions", "identity"]));
            },
            "timelines with facts of all services"
        );
    }

    [Fact]
    public async Task TheStoryOfATicketGoesOnLive()
    {
        var ticket = system.Played[0].Ticket;
        await using var follower = EventFollower.Start(system.Cluster, "supervisor:DEMO", $"/api/tickets/{ticket}/timeline/stream");
        var timeline = await system.Gateway.Get($"/api/tickets/{ticket}/timeline", default);
        var soFar = timeline.Body!["items"]!.AsArray().Select(i => (string)i!["id"]!).ToHashSet();
        await Eventually.Holds(() => Task.FromResult(soFar.IsSubsetOf(Ids(follower))), "the story so far");
        Assert.True(
            (
                await system.Gateway.Post($"/api/tickets/{ticket}/notes", "agent:A001", new { text = "He calls again." }, null, default)
            ).IsSuccess
        );
        await Eventually.Holds(() => Task.FromResult(Ids(follower).Except(soFar).Any()), "the note, live");
        Assert.Equal(0, follower.Reconnects);

        static IEnumerable<string> Ids(EventFollower follower) =>
            follower.Read.Select(item => JsonNode.Parse(item)).Where(item => item is not null).Select(item => (string)item!["id"]!);
    }

    [Fact]
    public async Task TheBooksBalance()
    {
        var lines = await system.Books.Balance(Patience.Condition);
        Assert.All(lines, line => Assert.True(line.Balances, $"{line.What}: {string.Join("; ", line.Wrong)}"));
        Assert.All(lines, line =>
            Assert.True(
                line.Checked > 0
                    || line.What.StartsWith("error", StringComparison.Ordinal)
                    || line.What.StartsWith("call", StringComparison.Ordinal),
                line.What
            )
        );
    }

    [Fact]
    public async Task EveryKindOfPublicFactIsInTheStreamFromItsFirstEventOn()
    {
        var events = await system.Stream.ReadAll();
        Assert.Equal(0, events[0].Offset);
        Assert.Empty(PublicFacts.Select(f => $"customerservice.{f}.v1").Except(events.Select(e => e.Type)));
        Assert.All(events, e => Assert.True(e.CloudEvent.ToJsonString().Length < 20_000));
    }

    [Fact]
    public async Task TellingItAgainChangesNothing()
    {
        await system.Books.Balance(Patience.Condition);
        var before = (await system.Stream.ReadAll()).Count;
        var again = await system.PlayAgain();
        Assert.Equal(system.Played.Select(Short), again.Select(Short));
        Assert.All(await new Importer(system.Gateway, system.Data).Run(), table =>
            Assert.Equal(
                (true, true),
                (table.IsComplete, table.Accepted == 0 || table.What.StartsWith("inbound", StringComparison.Ordinal))
            )
        );
        await system.Books.Balance(Patience.Condition);
        Assert.Equal(before, (await system.Stream.ReadAll()).Count);
    }

    [Fact]
    public async Task ATraceGoesFromTheRequestToTheEventInTheStream()
    {
        var trace = ActivityTraceId.CreateRandom().ToString();
        var contact = system.Data.Contacts[^1];
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/tickets", UriKind.Relative))
        {
            Headers =
            {
                { "traceparent", $"00-{trace}-00f067aa0ba902b7-01" },
                { "X-Actor", "agent:A001" },
                { "X-Correlation-Id", "call-1000" },
            },
            Content = System.Net.Http.Json.JsonContent.Create(
                new
                {
                    channel = "phone",
                    key = Guid.NewGuid(),
                    customerNumber = contact.CustomerNo,
                    type = "consult",
                    text = "?",
                }
            ),
        };
        var ticket = (await system.Cluster.Gateway.SendAsync(request).Read<JsonObject>())["id"]!.ToString();

        var opened = await Eventually.Gives(
            async () => (await system.Stream.ReadAll()).FirstOrDefault(e => e.Name == "ticket-opened" && e.Attribute("subject") == ticket),
            "the event"
        );
        Assert.Contains(trace, opened.Attribute("traceparent"), StringComparison.Ordinal);
        Assert.Equal("call-1000", opened.Attribute("correlationid"));
    }

    private static (string, string, string, int, string?) Short(Played played) =>
        (played.Contact.Key, played.Ticket, played.Status, played.Episode, played.Stopped);
}
