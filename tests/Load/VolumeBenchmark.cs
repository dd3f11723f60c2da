using System.Globalization;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Load;

/// <summary>The same work with 10,000 and with 500,000 tickets in the store.</summary>
internal static class VolumeBenchmark
{
    private const int Few = 10_000;
    private const int Many = 490_000;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(8);

    public static async Task Run(Cluster cluster, TicketLoad load)
    {
        Console.WriteLine($"volume: latency with {Few + Many:N0} tickets beside {Few:N0} (mark: <= 1.15)");
        await Grow(cluster, load, "E", Few);
        var few = await Measure(load);
        await Grow(cluster, load, "F", Many);
        var many = await Measure(load);
        foreach (var ((what, before), (_, after)) in few.Zip(many))
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {what, -18} {before}  →  {after}  ratio of p50 {after.P50 / before.P50:F2}, of p99 {after.P99 / before.P99:F2}"
                )
            );
        }
    }

    private static async Task<List<(string What, Distribution Times)>> Measure(TicketLoad load)
    {
        await load.During(TimeSpan.FromSeconds(3), 1, load.Open);
        var number = await load.Open();
        return
        [
            ("open a ticket", await load.During(Turn, 1, load.Open)),
            ("read a ticket", await load.During(Turn / 2, 1, () => Get($"/api/tickets/{number}"))),
            ("list by owner", await load.During(Turn / 2, 1, () => Get("/api/tickets?owner=A001&limit=50"))),
            ("list by customer", await load.During(Turn / 2, 1, () => Get("/api/tickets?customer=C000007&limit=50"))),
        ];

        async Task Get(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            await (await load.Send(request)).ReadAsStringAsync();
        }
    }

    /// <summary>
    /// Clones one ticket inside the database while Intake is down, and tells the relay that these were published long ago.
    /// </summary>
    internal static async Task Grow(Cluster cluster, TicketLoad load, string prefix, int count)
    {
        await using var source = NpgsqlDataSource.Create($"{cluster.Database("intake")};Command Timeout=600");
        var copy = await RowCopy.Read(source, await load.Open());
        await Eventually.Holds(async () => await IsPublished(source), "the relay has caught up", TimeSpan.FromMinutes(2));
        await cluster.Stop("intake");
        foreach (
            var statement in copy.CloneStatements(prefix, count)
                .Append(
                    "update mt_event_progression set last_seq_id = (select max(seq_id) from mt_events) where name in ('relay:All', "
                        + "'HighWaterMark')"
                )
                .Append("vacuum analyze")
        )
        {
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }

        cluster.Restart("intake");
        await cluster.WaitReady();
    }

    private static async Task<bool> IsPublished(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "select (select max(seq_id) from mt_events) = (select last_seq_id from mt_event_progression where name = 'relay:All')"
        );
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
