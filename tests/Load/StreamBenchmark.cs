using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;
using CustomerService.V1;
using Npgsql;

namespace CustomerService.Load;

/// <summary>
/// The ticket event stream: from the commit in Intake to each way's reader; a hundred fast readers with and without a slow and a stuck one;
/// catching up from zero; memory of a thousand idle readers. <c>CUSTOMERSERVICE_BENCH_EVENTS</c>, <c>_READERS</c> and <c>_SECONDS</c> make
/// it smaller.
/// </summary>
internal static class StreamBenchmark
{
    private const int Rate = 20;
    private const int Fast = 100;
    private const string OpenedType = "customerservice.intake.ticket-opened.v1";
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(Setting("CUSTOMERSERVICE_BENCH_SECONDS", 20));

    public static async Task Run(Cluster cluster, TicketLoad load)
    {
        using var readers = new StreamReaders(cluster);
        await using var intake = NpgsqlDataSource.Create(cluster.Database("intake"));
        await using var index = NpgsqlDataSource.Create(cluster.Database("subscriptions"));
        await Latency(load, readers, intake);
        await Neighbours(cluster, load, readers, intake);
        await Memory(cluster, readers);
        await CatchUp(cluster, readers, index);
    }

    private static async Task Latency(TicketLoad load, StreamReaders readers, NpgsqlDataSource intake)
    {
        Console.WriteLine($"stream: commit of a ticket in Intake → its event at the reader, at {Rate} tickets/s");
        var filter = new Filter { Types_ = { OpenedType } };
        var ways = new (string Name, Func<Action<string>, CancellationToken, Task> Read)[]
        {
            ("RabbitMQ stream", readers.Broker),
            ("gRPC", (read, end) => readers.Grpc("latest", filter, read, end)),
            ("Server-Sent Events", (read, end) => readers.Sse($"type={OpenedType}", read, end)),
            ("pull, waiting", (read, end) => readers.Pull("latest", follow: true, read, end)),
        };
        var arrivals = ways.Select(_ => new ConcurrentDictionary<Guid, DateTime>()).ToList();
        using var end = new CancellationTokenSource();
        var reading = ways.Zip(arrivals, (way, arrived) => Ended(way.Read(text => Note(text, arrived), end.Token))).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2));
        await load.AtRate(Rate, Time, load.Open);
        await Eventually.Holds(() => Task.FromResult(arrivals.All(a => a.Count >= Rate)), "readers that read", TimeSpan.FromSeconds(30));
        await Task.Delay(TimeSpan.FromSeconds(3));
        await end.CancelAsync();
        await Task.WhenAll(reading);
        var commits = await Commits(intake);
        foreach (var (way, arrived) in ways.Zip(arrivals))
        {
            Console.WriteLine($"  {way.Name, -20} {Delays(commits, arrived)}  ({arrived.Count(a => commits.ContainsKey(a.Key))} events)");
        }
    }

    private static async Task Neighbours(Cluster cluster, TicketLoad load, StreamReaders readers, NpgsqlDataSource intake)
    {
        var alone = await Hundred(load, readers, intake);
        using var slow = new SlowReader(
            cluster.GatewayAddress,
            await cluster.People.TokenOf("auditor:B001"),
            TimeSpan.FromMilliseconds(100)
        );
        using var stuck = new SlowReader(cluster.GatewayAddress, await cluster.People.TokenOf("auditor:B001"), Timeout.InfiniteTimeSpan);
        await Task.WhenAll(slow.Connect(), stuck.Connect());
        var beside = await Hundred(load, readers, intake);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {Fast} fast readers alone {alone}; beside a slow and a stuck one that read all from the first event {beside}; "
                    + $"ratio p50 {beside.P50 / alone.P50:F2}, p99 {beside.P99 / alone.P99:F2}"
            )
        );
    }

    private static async Task<Distribution> Hundred(TicketLoad load, StreamReaders readers, NpgsqlDataSource intake)
    {
        var arrivals = Enumerable.Range(0, Fast).Select(_ => new ConcurrentDictionary<Guid, DateTime>()).ToList();
        using var end = new CancellationTokenSource();
        var reading = arrivals.Select(arrived => Ended(readers.Sse($"type={OpenedType}", text => Note(text, arrived), end.Token))).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2));
        await load.AtRate(Rate, Time, load.Open);
        await Task.Delay(TimeSpan.FromSeconds(3));
        await end.CancelAsync();
        await Task.WhenAll(reading);
        var commits = await Commits(intake);
        return new Distribution(
            arrivals.SelectMany(a => a.Where(e => commits.ContainsKey(e.Key)).Select(e => (e.Value - commits[e.Key]).TotalMilliseconds)),
            Time
        );
    }

    private static async Task Memory(Cluster cluster, StreamReaders readers)
    {
        var count = Setting("CUSTOMERSERVICE_BENCH_READERS", 1000);
        foreach (
            var (way, read) in new (string, Func<CancellationToken, Task>)[]
            {
                ("Server-Sent Events", end => readers.Sse("ticket=none", _ => { }, end)),
                ("gRPC", end => readers.Grpc("latest", new Filter { Tickets = { "none" } }, _ => { }, end)),
            }
        )
        {
            await Task.Delay(TimeSpan.FromSeconds(5));
            var before = Sizes(cluster);
            using var end = new CancellationTokenSource();
            var reading = Enumerable.Range(0, count).Select(_ => Ended(read(end.Token))).ToList();
            // Two heart-beats: every reader has been written to.
            await Task.Delay(TimeSpan.FromSeconds(35));
            var open = reading.Count(r => !r.IsCompleted);
            var after = Sizes(cluster);
            await end.CancelAsync();
            await Task.WhenAll(reading);
            var each = before.Select(b =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{b.Key} {(after[b.Key] - b.Value) / (double)open:F1} KiB each ({after[b.Key] / 1024} MiB)"
                )
            );
            Console.WriteLine($"  {open} idle readers by {way}: {string.Join(", ", each)}");
        }
    }

    private static async Task CatchUp(Cluster cluster, StreamReaders readers, NpgsqlDataSource index)
    {
        var wanted = Setting("CUSTOMERSERVICE_BENCH_EVENTS", 1_000_000);
        await StreamFill.ThroughTheBroker(cluster, index, Math.Min(100_000, wanted / 10));
        var events = await StreamFill.IntoTheIndex(cluster, index, wanted);
        foreach (
            var (way, read) in new (string, Func<Action<string>, CancellationToken, Task>)[]
            {
                ("pull, pages of 1000", (got, end) => readers.Pull("first", follow: false, got, end)),
                ("Server-Sent Events", (got, end) => readers.Sse("after=first", got, end)),
                ("gRPC", (got, end) => readers.Grpc("first", new Filter(), got, end)),
            }
        )
        {
            using var end = new CancellationTokenSource();
            long left = events,
                bytes = 0;
            var clock = Stopwatch.StartNew();
            await Ended(
                read(
                    text =>
                    {
                        bytes += text.Length;
                        if (--left == 0)
                        {
                            end.Cancel();
                        }
                    },
                    end.Token
                )
            );
            var seconds = clock.Elapsed.TotalSeconds;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  catch-up by {way, -20} {events:N0} events in {seconds:F1} s: {events / seconds:N0} events/s, "
                        + $"{bytes / seconds / 1024 / 1024:F0} MiB/s"
                )
            );
        }

        var moment = Stopwatch.StartNew();
        await using var half = index.CreateCommand(
            "select latest_recorded from stream_event where position = (select position / 2 from stream_offset)"
        );
        var since = ((DateTime)(await half.ExecuteScalarAsync())!).ToString("O", CultureInfo.InvariantCulture);
        using var page = await cluster.Gateway.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, $"/api/ticket-events?since={since}&limit=1")
            {
                Headers = { { "X-Actor", "auditor:B001" } },
            }
        );
        page.EnsureSuccessStatusCode();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"  a page from a moment in the middle: {moment.Elapsed.TotalMilliseconds:F0} ms")
        );
    }

    // A page is an array, everything else is one event.
    private static void Note(string text, ConcurrentDictionary<Guid, DateTime> arrived)
    {
        var now = DateTime.UtcNow;
        if (JsonNode.Parse(text) is JsonArray page)
        {
            foreach (var e in page)
            {
                arrived.TryAdd((Guid)e!["id"]!, now);
            }
        }
        else
        {
            using var one = JsonDocument.Parse(text);
            arrived.TryAdd(one.RootElement.GetProperty("id").GetGuid(), now);
        }
    }

    private static Distribution Delays(Dictionary<Guid, DateTime> commits, ConcurrentDictionary<Guid, DateTime> arrived) =>
        new(arrived.Where(a => commits.ContainsKey(a.Key)).Select(a => (a.Value - commits[a.Key]).TotalMilliseconds), Time);

    private static async Task<Dictionary<Guid, DateTime>> Commits(NpgsqlDataSource intake)
    {
        await using var command = intake.CreateCommand(
            "select id, pg_xact_commit_timestamp(xmin) from mt_events where type = 'ticket_opened_v1'"
        );
        await using var reader = await command.ExecuteReaderAsync();
        var commits = new Dictionary<Guid, DateTime>();
        while (await reader.ReadAsync())
        {
            commits[reader.GetGuid(0)] = reader.GetDateTime(1);
        }

        return commits;
    }

    private static Dictionary<string, long> Sizes(Cluster cluster) =>
        cluster.Memory().Where(p => p.Service is "subscriptions" or "gateway").ToDictionary(p => p.Service, p => p.Proportional);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static async Task Ended(Task reading)
    {
        try
        {
            await reading;
        }
        catch (Exception cancelled)
            when (cancelled is OperationCanceledException or Grpc.Core.RpcException { StatusCode: Grpc.Core.StatusCode.Cancelled })
        {
            // It was ended by us.
        }
    }
}
