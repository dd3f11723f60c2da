using System.Diagnostics;
using CustomerService.Demo;
using CustomerService.TestSupport;

namespace CustomerService.Drills;

/// <summary>
/// Disaster under load, twice: the data of PostgreSQL is destroyed and brought back from a base backup and the archived WAL; then the data
/// of RabbitMQ is destroyed and the stream is made again from the stores. Clients only wait.
/// </summary>
internal static class RestoreDrill
{
    private const int Portions = 4;
    private static readonly string[] Publishers = ["intake", "dispatch", "repair", "complaints", "surveys", "identity"];

    public static async Task Run(int contacts)
    {
        await using var cluster = await Cluster.Start();
        await using var play = await Play.Begin(cluster, contacts);
        Drill.Say($"all ready, {contacts} contacts begin");
        await play.Go(Portions);
        Drill.Say($"base backup while they play: {await Drill.Seconds(() => Backing.Do("archive")):F0} s");
        await play.Go(Portions);
        await LosePostgreSql(cluster, play);
        await play.Go(Portions);
        await LoseRabbitMq(cluster);
        await play.EndAndBalance();
    }

    private static async Task LosePostgreSql(Cluster cluster, Play play)
    {
        var down = Stopwatch.StartNew();
        await Backing.Do("destroy-postgres");
        cluster.KillAll();
        Drill.Say("PostgreSQL: process killed, data deleted; all services killed");
        var told = await new TicketEventReader(cluster.VirtualHost).ReadAll();

        // What nightly backups and archive_command alone would have brought back. Looked at, then thrown away.
        var lookingOn = await Drill.Seconds(async () =>
        {
            await Backing.Do("restore-postgres", "segments");
            var lost = play.Lost(await play.Stores.CarriedOut()).Count();
            var (_, ahead) = await play.Stores.CompareWith(told);
            Drill.Say(
                $"with full segments alone: {lost} of {play.Promised.Count} commands answered 2xx would be lost, and others know of "
                    + $"{ahead.Count} of {told.Count} facts that the stores do not. Lost is what was in the last segment, which is archived "
                    + "when it is full (16 MB) or 5 minutes old"
            );
        });

        var restored = await Drill.Seconds(() => Backing.Do("restore-postgres", "received"));
        Drill.DemandNone(play.Lost(await play.Stores.CarriedOut()), "answered 2xx and lost by the restore");
        Drill.DemandNone((await play.Stores.CompareWith(told)).Invented, "told to others and lost by the restore");
        Drill.Say(
            $"RPO with received WAL: 0 of {play.Promised.Count} commands answered 2xx lost, 0 of {told.Count} facts that others know"
        );

        var promised = play.Promised.Count;
        var started = await Drill.Seconds(async () =>
        {
            cluster.RestartAll();
            await cluster.WaitReady();
        });
        await Eventually.Holds(() => Task.FromResult(play.Promised.Count > promised), "a command is answered 2xx again", Patience.Start);
        Drill.Say(
            $"RTO: {down.Elapsed.TotalSeconds - lookingOn:F0} s from the loss to the next command answered 2xx: {restored:F0} s base backup and "
                + $"WAL, {started:F0} s until all services were ready"
        );
    }

    private static async Task LoseRabbitMq(Cluster cluster)
    {
        var down = Stopwatch.StartNew();
        cluster.KillAll();
        await Backing.Do("destroy-rabbitmq");
        await Backing.RecreateVirtualHost(cluster.VirtualHost);
        Drill.Say("RabbitMQ: killed, data deleted, started empty; all services killed");
        foreach (var service in Publishers)
        {
            var code = await cluster.RunOnce(service, "--rebuild-stream");
            Drill.Demand(code == 0, $"{service} --rebuild-stream ended with {code}; logs are in {cluster.Logs}");
        }

        cluster.RestartAll();
        await cluster.WaitReady();
        Drill.Say($"RTO: {down.Elapsed.TotalSeconds:F0} s from the loss of the broker until all services were ready; relays publish again");
    }
}
