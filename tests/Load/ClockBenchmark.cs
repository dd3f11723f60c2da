using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Load;

/// <summary>
/// A new policy for many open tickets: how long until each of their clocks was looked at, and what others notice meanwhile.
/// </summary>
internal static class ClockBenchmark
{
    private const int Tickets = 100_000;
    private const string Policies = "/api/service-level-policies";
    private static readonly TimeSpan BetweenOpenings = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(20);

    public static async Task Run(Cluster cluster, TicketLoad load)
    {
        Console.WriteLine($"clocks: a new policy for {Tickets:N0} open tickets, with one client that opens tickets all the time");
        await VolumeBenchmark.Grow(cluster, load, "H", Tickets);
        await using var source = NpgsqlDataSource.Create(cluster.Database("intake"));
        await Eventually.Holds(
            () =>
                Ask(
                    source,
                    "select min(last_seq_id) > (select max(seq_id) - 10 from mt_events) from mt_event_progression where name in "
                        + "('index:All', 'reactions:All', 'relay:All')"
                ),
            "all have read what was cloned",
            TimeSpan.FromMinutes(10)
        );
        var before = await Opening(load, Task.Delay(Before));

        using var client = cluster.Client("administrator:bench");
        var policy = (await client.GetFromJsonAsync<JsonObject>($"{Policies}?limit=1"))!["items"]![0]!.AsObject();
        var rules = policy["rules"]!.AsArray();
        foreach (var rule in rules)
        {
            rule!["targets"]!["resolution"] = "6.00:00:00";
        }

        var clock = Stopwatch.StartNew();
        using var answer = await client.PostAsJsonAsync(Policies, new { validFrom = DateTimeOffset.UtcNow, rules = rules.DeepClone() });
        answer.EnsureSuccessStatusCode();
        var answered = clock.Elapsed;
        var during = await Opening(load, Absorbed(source));
        var took = clock.Elapsed;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  published in {answered.TotalMilliseconds:F0} ms; the clocks of all were looked at within {took.TotalSeconds:F0} "
                    + $"s: {Tickets / took.TotalSeconds:N0}/s"
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  opening a ticket before: {before}; meanwhile: {during}; ratio of p50 {during.P50 / before.P50:F2}, of p99 "
                    + $"{during.P99 / before.P99:F2}"
            )
        );
    }

    private static async Task<Distribution> Opening(TicketLoad load, Task until)
    {
        var (times, clock) = (new List<double>(), Stopwatch.StartNew());
        while (!until.IsCompleted)
        {
            var began = Stopwatch.GetTimestamp();
            await load.Open();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(BetweenOpenings);
        }

        await until;
        return new Distribution(times, clock.Elapsed);
    }

    // The batches leave a look at each ticket under a key of its own; the last batch leaves none behind it.
    private static Task Absorbed(NpgsqlDataSource source) =>
        Eventually.Holds(
            () =>
                Ask(
                    source,
                    "select not exists (select from due where purpose = 'service-level-rules' or purpose = 'service-level' and key "
                        + "like '%/%')"
                ),
            "every clock was looked at",
            TimeSpan.FromMinutes(20)
        );

    private static async Task<bool> Ask(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
