using System.Globalization;
using CustomerService.Demo;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Load;

/// <summary>
/// What each command of the story takes until everything that follows from it is done: statements, transactions, bytes of the log and
/// processor time, beside plain Npgsql that writes the rows of an opened ticket in the same run. What runs while nothing happens is
/// measured first and taken off.
/// </summary>
internal static class CostBenchmark
{
    private const int WarmUp = 12;
    private const int Contacts = 24;
    private const int PlainTickets = 200;
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(20);

    public static async Task Run(Cluster cluster, TicketLoad load)
    {
        await using var intake = NpgsqlDataSource.Create($"{cluster.Database("intake")};Max Auto Prepare=20;No Reset On Close=true");
        var processors = new Processors(cluster);
        using var recorder = new CostRecorder(processors.Read);
        recorder.InnerHandler = cluster.People;
        using var http = new HttpClient(recorder, disposeHandler: false)
        {
            BaseAddress = cluster.GatewayAddress,
            Timeout = TimeSpan.FromMinutes(2),
        };
        var ended = 0;
        var story = new Story(new GatewayClient(http), DemoData.Load());
        await story.Play(WarmUp, parallel: 1);
        await Task.Delay(IdleTime / 2);
        var idle = await recorder.Idle(IdleTime);

        var copy = await RowCopy.Read(intake, await load.Open());
        await copy.CreateTables(intake);
        await copy.Insert(intake, 0);
        await Task.Delay(IdleTime / 4);
        var before = await DatabaseCounts.Take();
        for (var i = 1; i <= PlainTickets; i++)
        {
            await copy.Insert(intake, i);
        }

        var plain = (await DatabaseCounts.Take()).Since(before, aside: idle.Database);
        var rollbacks = await Rollbacks(cluster);
        // Those that were played already are played again, and change nothing: they are not weighed.
        await story.Play(WarmUp + Contacts, parallel: 1, _ => recorder.IsOn = ++ended >= WarmUp);
        recorder.IsOn = false;

        Print(recorder.Costs, idle, plain);
        await PrintRollbacks(cluster, rollbacks);
    }

    private static void Print(IReadOnlyDictionary<string, List<Cost>> costs, Cost idle, DatabaseWork plain)
    {
        string[] processes = [.. idle.Processor.Keys];
        Console.WriteLine(
            "cost: of one command until all that follows is done; what runs while nothing happens is taken off. Writing: transactions that "
                + "wrote; waiting: those of them that wait for the disk. Processor in ms"
        );
        Console.WriteLine($"| command | times | statements | writing | waiting | log KiB | ms | {string.Join(" | ", processes)} |");
        Console.WriteLine($"|---|---|---|---|---|---|---|{string.Concat(processes.Select(_ => "---|"))}");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| plain insert of a ticket's rows | {PlainTickets} | {(double)plain.Statements / PlainTickets:F1} | "
                    + $"{(double)plain.Transactions / PlainTickets:F1} | {(double)plain.Waiting / PlainTickets:F1} | "
                    + $"{plain.Log / 1024.0 / PlainTickets:F1} | {string.Concat(processes.Select(_ => "| "))}|"
            )
        );
        foreach (var (command, all) in costs)
        {
            var processor = processes.Select(process => Median(all, idle, c => c.Processor[process].TotalMilliseconds)).ToList();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {command} | {all.Count} | {Mean(all, idle, c => c.Database.Statements):F0} | "
                        + $"{Mean(all, idle, c => c.Database.Transactions):F1} | {Mean(all, idle, c => c.Database.Waiting):F1} | "
                        + $"{Mean(all, idle, c => c.Database.Log / 1024.0):F0} | {processor.Sum():F0} | "
                        + $"{string.Join(" | ", processor.Select(p => p.ToString("F0", CultureInfo.InvariantCulture)))} |"
                )
            );
        }

        var seconds = idle.Time.TotalSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"idle, each second: {idle.Database.Statements / seconds:F1} statements, {idle.Database.Transactions / seconds:F1} "
                    + $"transactions that write, {idle.Processor.Values.Sum(p => p.TotalSeconds) / seconds:F3} of a core: "
                    + $"{string.Join(", ", idle.Processor.Select(p => $"{p.Key} {Math.Round(p.Value.TotalSeconds / seconds, 3)}"))}"
            )
        );
        Console.WriteLine($"statements while idle:\n{idle.Database.Tell()}");
    }

    private static double Mean(List<Cost> costs, Cost idle, Func<Cost, double> number) => costs.Average(cost => More(cost, idle, number));

    // Cleaning of tables by PostgreSQL falls on one command or another.
    private static double Median(List<Cost> costs, Cost idle, Func<Cost, double> number) =>
        costs.Select(cost => More(cost, idle, number)).Order().ElementAt(costs.Count / 2);

    private static double More(Cost cost, Cost idle, Func<Cost, double> number) =>
        number(cost) - (number(idle) * cost.Time.TotalSeconds / idle.Time.TotalSeconds);

    // A session tells of them when it has been quiet for ten seconds.
    private static async Task<Dictionary<string, (long Commits, long Rollbacks)>> Rollbacks(Cluster cluster)
    {
        await Task.Delay(TimeSpan.FromSeconds(12));
        var all = new Dictionary<string, (long, long)>();
        foreach (var service in Cluster.Services)
        {
            await using var connection = new NpgsqlConnection($"{cluster.Database(service)};Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "select xact_commit, xact_rollback from pg_stat_database where datname = current_database()",
                connection
            );
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            all[service] = (reader.GetInt64(0), reader.GetInt64(1));
        }

        return all;
    }

    private static async Task PrintRollbacks(Cluster cluster, Dictionary<string, (long Commits, long Rollbacks)> before)
    {
        var after = await Rollbacks(cluster);
        Console.WriteLine(
            $"transactions rolled back, of all, in {Contacts} stories: "
                + string.Join(
                    ", ",
                    after.Select(s =>
                        $"{s.Key} {s.Value.Rollbacks - before[s.Key].Rollbacks} of "
                        + $"{s.Value.Commits + s.Value.Rollbacks - before[s.Key].Commits - before[s.Key].Rollbacks}"
                    )
                )
        );
    }
}
