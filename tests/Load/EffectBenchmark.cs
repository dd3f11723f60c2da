using System.Globalization;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Load;

/// <summary>
/// From the commit of a visit request in Intake to the commit of its work order in Dispatch: PostgreSQL's own commit times on both sides,
/// at 20 requests a second and at full load, and whether a backlog grows.
/// </summary>
internal static class EffectBenchmark
{
    private const int Rate = 20;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

    public static async Task Run(Cluster cluster, TicketLoad load)
    {
        await using var intake = NpgsqlDataSource.Create(cluster.Database("intake"));
        await using var dispatch = NpgsqlDataSource.Create(cluster.Database("dispatch"));
        Console.WriteLine(
            "effect: commit of a visit request in Intake → commit of its work order in Dispatch (first mark: p99 <= 80 ms at 20/s)"
        );

        // The way is new to all services but Intake: what they compile on first use is no figure of a running system.
        await load.During(Time / 2, clients: 8, load.OpenWithVisit);
        await Settled(intake, dispatch);
        var before = await Head(intake);
        await load.AtRate(Rate, Time, load.OpenWithVisit);
        await Settled(intake, dispatch);
        var even = await Delays(intake, dispatch, before);
        Console.WriteLine($"  at {Rate}/s  {even}");

        before = await Head(intake);
        var loading = load.During(Time, clients: 8, load.OpenWithVisit);
        var backlog = new List<long>();
        while (!loading.IsCompleted)
        {
            await Task.WhenAny(loading, Task.Delay(TimeSpan.FromSeconds(2)));
            backlog.Add(await Backlog(intake, dispatch));
        }

        var full = await loading;
        var drained = System.Diagnostics.Stopwatch.StartNew();
        await Settled(intake, dispatch);
        var loaded = await Delays(intake, dispatch, before);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  at {full.PerSecond:F0}/s, full load  {loaded}; requests without work order every 2 s: "
                    + $"{string.Join(' ', backlog)}; drained {drained.Elapsed.TotalSeconds:F1} s after the end"
            )
        );
    }

    private static async Task<Distribution> Delays(NpgsqlDataSource intake, NpgsqlDataSource dispatch, long after)
    {
        var requests = await Commits(
            intake,
            $"select id::text, pg_xact_commit_timestamp(xmin) from mt_events where type = 'visit_requested_v1' and seq_id > {after}"
        );
        var effects = await Commits(
            dispatch,
            "select causation_id, pg_xact_commit_timestamp(xmin) from mt_events where type = 'work_order_opened_v1'"
        );
        return new Distribution(requests.Select(r => (effects[r.Key] - r.Value).TotalMilliseconds), Time);
    }

    private static async Task Settled(NpgsqlDataSource intake, NpgsqlDataSource dispatch) =>
        await Eventually.Holds(
            async () => await Backlog(intake, dispatch) == 0,
            "every visit request has its work order",
            TimeSpan.FromMinutes(2)
        );

    private static async Task<long> Backlog(NpgsqlDataSource intake, NpgsqlDataSource dispatch) =>
        await Count(intake, "select count(*) from mt_events where type = 'visit_requested_v1'")
        - await Count(dispatch, "select count(*) from mt_events where type = 'work_order_opened_v1'");

    private static Task<long> Head(NpgsqlDataSource source) => Count(source, "select coalesce(max(seq_id), 0) from mt_events");

    private static async Task<long> Count(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<Dictionary<string, DateTime>> Commits(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var commits = new Dictionary<string, DateTime>();
        while (await reader.ReadAsync())
        {
            commits[reader.GetString(0)] = reader.GetDateTime(1);
        }

        return commits;
    }
}
