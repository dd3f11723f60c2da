using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerService.Demo;
using CustomerService.TestSupport;
using Xunit.Abstractions;

// They restart PostgreSQL and RabbitMQ.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace CustomerService.Faults;

/// <summary>
/// E1, P5: sixty contacts play (three hundred in the long form) while every replica is killed and started again, those of two services at
/// a time, PostgreSQL and RabbitMQ are restarted, and messages come twice and in another order, with two replicas of every service. Then
/// the books are balanced.
/// </summary>
public sealed class StoryUnderFaultsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Contacts = Extent.IsLong ? 300 : 60;
    private const int Parallel = 8;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private readonly CommandRecorder _commands = new();
    private Cluster _cluster = null!;
    private HttpClient _http = null!;

    [Fact]
    public async Task NothingIsLostDoubledOrInvented()
    {
        var clock = Stopwatch.StartNew();
        var gateway = new GatewayClient(_http, Longest);
        var data = Extent.IsLong ? DemoData.Load() : DemoData.Sample(Contacts);
        Assert.All(await new Importer(gateway, data).Run(), table => Assert.True(table.IsComplete, table.ToString()));

        await using var follower = EventFollower.Start(_cluster, "auditor:R001");
        await using var meddler = new Meddler(_cluster.VirtualHost);
        await meddler.Listen();
        var (ended, seen) = (0, 0);
        var playing = new Story(gateway, data).Play(Contacts, Parallel, _ => Interlocked.Increment(ref ended));
        var faults = Faults().ToList();
        var portion = Contacts / (faults.Count + 1);
        foreach (var (what, happen) in faults)
        {
            _commands.Let(portion);
            await Eventually.Holds(
                () => Task.FromResult(playing.IsCompleted || ended >= seen + (portion / 2)),
                "half of a portion of stories ended",
                Longest
            );
            seen = ended;
            var (at, began) = (clock.Elapsed, Stopwatch.GetTimestamp());
            await happen();
            output.WriteLine(
                $"{at.TotalSeconds, 4:F0} s, {seen, 3} stories ended: {what}; all ready again after "
                    + $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s"
            );
            await meddler.Listen();
        }

        _commands.Let(Contacts);
        var played = await playing;
        await _cluster.WaitReady();
        Assert.All(played, p => Assert.Null(p.Stopped));
        Assert.True(meddler.Repeated > Contacts, $"Only {meddler.Repeated} messages were repeated.");

        var stores = new Stores(_cluster);
        await Eventually.Holds(stores.AreSettled, "every relay at the head of its store, nothing due, nothing put aside", Longest);
        var books = new Books(
            gateway,
            new TicketEventReader(_cluster.VirtualHost),
            new ErrorQueues(_cluster.VirtualHost, Backing.Management)
        );
        Assert.All(await books.Balance(Longest), line => Assert.True(line.Balances, $"{line.What}: {string.Join("; ", line.Wrong)}"));

        foreach (var p in played)
        {
            var ticket = (await gateway.Get($"/api/tickets/{p.Ticket}", default)).Body!;
            Assert.Equal((p.Status, p.Episode), ((string?)ticket["status"], (int)ticket["episode"]!));
        }

        var carriedOut = await stores.CarriedOut();
        // Choosing what stands already is accepted and changes nothing, so it leaves no event.
        Assert.Empty(
            _commands
                .Promised.Where(c => !carriedOut.ContainsKey(c.Key) && !c.Value.EndsWith("/choose", StringComparison.Ordinal))
                .Select(c => $"{c.Value} {c.Key}")
        );
        Assert.Empty(carriedOut.Where(c => c.Value != 1).Select(c => $"{c.Key}: {c.Value} times"));
        var stream = await new TicketEventReader(_cluster.VirtualHost).ReadAll();
        var (missing, invented) = await stores.CompareWith(stream);
        Assert.Empty(missing);
        Assert.Empty(invented);
        using var auditor = _cluster.Client("auditor:R001");
        foreach (var service in Cluster.Services)
        {
            var verdict = await Eventually.Gives(
                async () =>
                    await auditor.GetFromJsonAsync<JsonObject>(new Uri($"/api/audit/{service}/verification", UriKind.Relative)) is { } said
                    && (long)said["waiting"]! == 0
                        ? said
                        : null,
                $"the audit of {service} has every event",
                Longest
            );
            Assert.True((bool)verdict["intact"]!, $"audit of {service}: {verdict}");
        }

        var followed = await Followed(follower, stream.Count);
        Assert.Equal(stream.Select(e => e.Id), followed.Distinct());
        output.WriteLine(
            $"one reader followed all {stream.Count} events, was cut off {follower.Reconnects} times and read "
                + $"{followed.Count - stream.Count} twice"
        );
        output.WriteLine(
            $"{_commands.Promised.Count} commands answered 2xx, {gateway.Repeats} sent again, {meddler.Repeated} messages repeated "
                + "in another order"
        );
    }

    public async Task InitializeAsync()
    {
        _cluster = await Cluster.Start(replicas: 2);
        _commands.InnerHandler = _cluster.People;
        _http = new HttpClient(_commands, disposeHandler: false)
        {
            BaseAddress = _cluster.GatewayAddress,
            Timeout = TimeSpan.FromMinutes(1),
        };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _cluster.DisposeAsync();
    }

    private static Task<List<string>> Followed(EventFollower follower, int count) =>
        Eventually.Gives(
            () =>
            {
                var ids = follower.Read.Select(e => (string)System.Text.Json.Nodes.JsonNode.Parse(e)!["id"]!).ToList();
                return Task.FromResult(ids.Distinct().Count() >= count ? ids : null);
            },
            "a reader through the gateway has every event",
            Longest
        );

    private IEnumerable<(string What, Func<Task> Happen)> Faults()
    {
        foreach (var pair in Cluster.Services.Chunk(2))
        {
            yield return ($"{string.Join(" and ", pair)}: one replica is killed", () => KillAndStart(pair, 1));
        }

        yield return ("PostgreSQL crashes", () => Backing.Do("restart-postgres", "immediate"));
        yield return ("RabbitMQ is restarted", () => Backing.Do("restart-rabbitmq"));
        foreach (var pair in Cluster.Services.Reverse().Chunk(2))
        {
            yield return ($"{string.Join(" and ", pair)}: the other replica is killed", () => KillAndStart(pair, 2));
        }

        yield return ("Intake is killed whole", () => KillAndStart(["intake"], 1, 2));
    }

    private Task KillAndStart(string[] services, params int[] replicas)
    {
        var killed = services.SelectMany(service => replicas.Select(replica => (Service: service, Replica: replica))).ToList();
        killed.ForEach(process => _cluster.Kill(process.Service, process.Replica));
        killed.ForEach(process => _cluster.Restart(process.Service, process.Replica));
        return _cluster.WaitReady();
    }
}
