using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using CustomerService.Contracts.Dispatch.V1;
using CustomerService.Intake.Finding.Timeline;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CustomerService.Intake.HostTests.Finding.Timeline;

/// <summary>An Intake that looks for news often.</summary>
public sealed class TimelineHost()
    : ServiceHost<Program>(
        "intake",
        new Dictionary<string, string>
        {
            ["Timeline:LookInterval"] = "00:00:00.050",
            ["Timeline:HeartBeat"] = "00:00:01",
            ["Access:ClockSkew"] = "00:00:00",
        }
    );

/// <summary>I15: the story of a ticket, live.</summary>
public sealed class FollowTimelineTests(TimelineHost host) : IClassFixture<TimelineHost>
{
    [Fact]
    public async Task TheStorySoFarAndThenWhatComesFromAllServicesAndReplicas()
    {
        var ticket = (await host.ATicket()).Id;
        await using var replica = await host.StartReplica();
        using var agent = host.Client("agent:A017");
        using var other = host.Client(replica, "agent:A018");
        string last;
        await using (var reader = await Reader.Open(agent, ticket))
        {
            Assert.Equal("ticket-opened", (await reader.Next()).Kind);
            await other.Post($"/api/tickets/{ticket}/notes", new { text = "one" }).Read<object>();
            var note = await reader.Next();
            Assert.Equal(
                ("intake", "note-added", "agent:A018", "one"),
                (note.Service, note.Kind, note.By, note.Data.GetProperty("text").GetString())
            );
            await host.Publish(Confirmed(ticket));
            var visit = await reader.Next();
            Assert.Equal(("dispatch", "visit-confirmed"), (visit.Service, visit.Kind));
            last = reader.LastId;
        }

        await other.Post($"/api/tickets/{ticket}/notes", new { text = "two" }).Read<object>();
        await using (var reader = await Reader.Open(other, ticket, last))
        {
            // What others told just before may come again, what the ticket itself says does not.
            var kinds = new List<string>();
            do
            {
                kinds.Add((await reader.Next()).Kind);
            } while (kinds[^1] != "note-added");
            Assert.DoesNotContain("ticket-opened", kinds);
        }

        await using var anew = await Reader.Open(agent, ticket, "nothing-of-ours");
        Assert.Equal("ticket-opened", (await anew.Next()).Kind);
    }

    [Fact]
    public async Task AMergedTicketBringsItsWholeStoryAndWhatComesToItAfterwards()
    {
        var customer = await host.ACustomer();
        using var agent = host.Client("agent:A017");
        var ticket = (await host.ATicketOf(customer)).Id;
        var merged = (
            await agent
                .Post(
                    "/api/tickets",
                    new
                    {
                        channel = "web",
                        key = $"{customer}-2",
                        customerNumber = customer,
                        type = "fault",
                        text = "x",
                    }
                )
                .Read<TicketView>()
        ).Id;
        await agent.Post($"/api/tickets/{merged}/notes", new { text = "told once" }).Read<object>();
        await using var reader = await Reader.Open(agent, ticket);
        Assert.Equal((ticket, "ticket-opened"), await NextOf(reader));
        await agent.Post($"/api/tickets/{merged}/merge", new { into = ticket, reason = "one matter" }).Read<object>();
        var told = new[] { await NextOf(reader), await NextOf(reader), await NextOf(reader), await NextOf(reader) };
        Assert.Equal(
            new[] { (merged, "ticket-opened"), (merged, "note-added"), (merged, "ticket-merged"), (ticket, "ticket-absorbed") }.Order(),
            told.Order()
        );
        await agent.Post($"/api/tickets/{merged}/notes", new { text = "later" }).Read<object>();
        Assert.Equal((merged, "note-added"), await NextOf(reader));

        static async Task<(string Ticket, string Kind)> NextOf(Reader reader) =>
            await reader.Next() is var item ? (item.TicketNumber, item.Kind) : default;
    }

    [Fact]
    public async Task ItEndsWhenTheReaderMayNotSeeTheTicketAnyMore()
    {
        var (customer, _) = await host.ACustomerOfTheirOwn();
        var ticket = (await host.ATicketOf(customer)).Id;
        using var agent = host.Client("agent:A017");
        await using var reader = await Reader.Open(agent, ticket);
        await reader.Next();
        await host.Classify(customer, "secret");
        await reader.End();
        using var refused = await agent.GetAsync(Reader.Path(ticket));
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using var unknown = host.Client(Steps.Cleared);
        await unknown.GetAsync(Reader.Path("T99999999")).IsRefused(HttpStatusCode.NotFound, "ticket-not-found");
    }

    [Fact]
    public async Task WhatIsSaidAmongUsIsNotForTheCustomer()
    {
        var ticket = await host.ATicket();
        using var agent = host.Client("agent:A017");
        using var customer = host.Client(new Actor("customer", ticket.CustomerNumber));
        await using var reader = await Reader.Open(customer, ticket.Id);
        await reader.Next();
        await agent.Post($"/api/tickets/{ticket.Id}/notes", new { text = "INTERNAL" }).Read<object>();
        await agent.Post($"/api/tickets/{ticket.Id}/hand-over", new { to = "desk", reason = "INTERNAL" }).Read<object>();
        await host.Publish(Offered(ticket.Id));
        await Eventually.Holds(
            async () =>
                (await agent.Get<TicketStory>($"/api/tickets/{ticket.Id}/timeline"))
                    .Items.Select(i => i.Kind)
                    .Intersect(["hand-over-offered", "visit-offered"])
                    .Count() == 2,
            "colleagues see all"
        );
        await agent.Post($"/api/tickets/{ticket.Id}/notes", new { text = "PUBLIC", @public = true }).Read<object>();
        Assert.Equal("PUBLIC", (await reader.Next()).Data.GetProperty("text").GetString());
    }

    [Fact]
    public async Task SilenceIsAHeartBeatAndNoStreamOutlivesItsToken()
    {
        var ticket = (await host.ATicket()).Id;
        await using var replica = await host.StartReplica(services =>
            services.Configure<TimelineOptions>(o => (o.HeartBeat, o.Longest) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2)))
        );
        using var agent = host.Client(replica, "agent:A017");
        await using var reader = await Reader.Open(agent, ticket);
        await reader.Next();
        await reader.End();
        Assert.True(reader.HeartBeats > 1, $"{reader.HeartBeats} heart-beats.");
    }

    [Fact]
    public async Task ItEndsWithTheTokenOfTheReaderAndNotAHeartBeatLater()
    {
        var ticket = (await host.ATicket()).Id;
        await using var replica = await host.StartReplica(services =>
            services.Configure<TimelineOptions>(o => o.HeartBeat = TimeSpan.FromMinutes(5))
        );
        var until = DateTimeOffset.UtcNow.AddSeconds(15);
        using var agent = host.Client(replica, new Actor("agent", "A017") { ValidUntil = until });
        await using var reader = await Reader.Open(agent, ticket);
        await reader.Next();
        await reader.End();
        Assert.InRange(DateTimeOffset.UtcNow, until.AddSeconds(-1), until + Patience.Condition);
    }

    [Fact]
    public async Task AReplicaThatIsToStopEndsItBeforeTheWebServerWaitsForIt()
    {
        var ticket = (await host.ATicket()).Id;
        await using var replica = await host.StartReplica();
        using var agent = host.Client(replica, "agent:A017");
        await using var reader = await Reader.Open(agent, ticket);
        await reader.Next();
        replica.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await reader.End();
    }

    private static VisitOffered Offered(string ticket) =>
        new()
        {
            TicketNumber = ticket,
            WorkOrderNumber = $"{ticket}-W1",
            Visit = 1,
            EngineerId = "E07",
            SiteCode = "S310101",
            ExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
            At = DateTimeOffset.UtcNow,
        };

    private static VisitConfirmed Confirmed(string ticket) =>
        new()
        {
            TicketNumber = ticket,
            WorkOrderNumber = $"{ticket}-W1",
            Visit = 1,
            EngineerId = "E07",
            SiteCode = "S310101",
            WindowFrom = DateTimeOffset.UtcNow,
            WindowTo = DateTimeOffset.UtcNow.AddHours(2),
            At = DateTimeOffset.UtcNow,
        };

    /// <summary>Reads as a browser does, with the platform's own parser.</summary>
    private sealed class Reader(HttpResponseMessage answer, Stream body) : IAsyncDisposable
    {
        private static readonly JsonSerializerOptions Reading = new(Json.Options) { RespectRequiredConstructorParameters = false };
        private readonly CancellationTokenSource _deadline = new(Patience.Condition);
        private readonly SseParser<string> _parser = SseParser.Create(body);
        private IAsyncEnumerator<SseItem<string>>? _items;

        public int HeartBeats { get; private set; }

        public string LastId => _parser.LastEventId;

        public static Uri Path(string ticket) => new($"/api/tickets/{ticket}/timeline/stream", UriKind.Relative);

        public static async Task<Reader> Open(HttpClient client, string ticket, string? lastEventId = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Path(ticket));
            if (lastEventId is not null)
            {
                request.Headers.Add("Last-Event-ID", lastEventId);
            }

            var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            return new Reader(answer, await answer.Content.ReadAsStreamAsync());
        }

        public async Task<TimelineItem> Next() => await Read() ?? throw new InvalidOperationException("It has ended.");

        public async Task End()
        {
            while (await Read() is not null) { }
        }

        public async ValueTask DisposeAsync()
        {
            answer.Dispose();
            _deadline.Dispose();
            await ValueTask.CompletedTask;
        }

        private async Task<TimelineItem?> Read()
        {
            _items ??= _parser.EnumerateAsync(_deadline.Token).GetAsyncEnumerator(_deadline.Token);
            while (await _items.MoveNextAsync())
            {
                if (_items.Current.EventType == "item")
                {
                    return JsonSerializer.Deserialize<TimelineItem>(_items.Current.Data, Reading)!;
                }

                Assert.Equal("heart-beat", _items.Current.EventType);
                HeartBeats++;
            }

            return null;
        }
    }
}
