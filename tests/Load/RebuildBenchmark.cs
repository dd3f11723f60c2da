using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Load;

/// <summary>
/// The tickets' read model built again from all events, while tickets are opened, beside a copy of its rows inside the database.
/// </summary>
internal static class RebuildBenchmark
{
    private const int Tickets = 100_000;
    private static readonly TimeSpan BetweenOpenings = TimeSpan.FromMilliseconds(100);

    public static async Task Run(Cluster cluster, TicketLoad load)
    {
        Console.WriteLine(
            $"rebuild: the read model of {Tickets:N0} tickets, beside the live one, with one client that opens tickets all the time"
        );
        await VolumeBenchmark.Grow(cluster, load, "G", Tickets);
        await using var source = NpgsqlDataSource.Create($"{cluster.Database("intake")};Command Timeout=600");
        var clock = Stopwatch.StartNew();
        await using (
            var copy = source.CreateCommand(
                "create table copied (like mt_doc_ticketview including all); insert into copied select * from mt_doc_ticketview"
            )
        )
        {
            await copy.ExecuteNonQueryAsync();
        }

        var copied = clock.Elapsed;
        using var stop = new CancellationTokenSource();
        var times = new List<double>();
        var (began, opening) = (Stopwatch.StartNew(), Open());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/read-models/intake/TicketView/rebuild")
        {
            Headers = { { "X-Actor", "administrator:ADM1" } },
        };
        using var answer = await cluster.Gateway.SendAsync(request);
        using var done = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        await stop.CancelAsync();
        await opening;
        var (events, took, waited) = (done.RootElement.GetProperty("events").GetInt64(), Time("duration"), Time("writesWaited"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {done.RootElement.GetProperty("rows").GetInt64():N0} documents of {events:N0} events in {took.TotalSeconds:F1} "
                    + $"s: {events / took.TotalSeconds:N0} events/s; the same rows copied in {copied.TotalSeconds:F1} s, ratio "
                    + $"{copied / took:F2}"
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  commands waited {waited.TotalMilliseconds:F0} ms at the end; opening meanwhile: "
                    + $"{new Distribution(times, began.Elapsed)}, longest {times.Max():F0} ms"
            )
        );

        async Task Open()
        {
            while (!stop.IsCancellationRequested)
            {
                var at = Stopwatch.GetTimestamp();
                await load.Open();
                times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                await Task.Delay(BetweenOpenings);
            }
        }

        TimeSpan Time(string name) => TimeSpan.Parse(done.RootElement.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
    }
}
