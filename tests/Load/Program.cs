using CustomerService.Load;
using CustomerService.TestSupport;

// Prints ratios and distributions; asserts nothing: speed is measured here, not tested. Started by infra/bench.
string[] known =
[
    "open",
    "effect",
    "replay",
    "memory",
    "volume",
    "stream",
    "webhook",
    "telephony",
    "access",
    "search",
    "imports",
    "rebuild",
    "clocks",
    "cost",
];
var wanted = args.Length == 0 ? known : args;
if (wanted.Except(known).Any())
{
    Console.Error.WriteLine($"usage: infra/bench [{string.Join('|', known)}]...");
    return 2;
}

await using var cluster = await Cluster.Start(
    replicas: 1,
    new Dictionary<string, string>([.. WebhookBenchmark.Settings, .. TelephonyBenchmark.Settings])
);
var load = await TicketLoad.Prepare(cluster);
foreach (var benchmark in wanted)
{
    Console.WriteLine();
    await (
        benchmark switch
        {
            "open" => OpenBenchmark.Run(cluster, load),
            "effect" => EffectBenchmark.Run(cluster, load),
            "replay" => ReplayBenchmark.Run(cluster),
            "memory" => MemoryBenchmark.Run(cluster),
            "search" => SearchBenchmark.Run(cluster, load),
            "webhook" => WebhookBenchmark.Run(cluster),
            "telephony" => TelephonyBenchmark.Run(cluster),
            "access" => AccessBenchmark.Run(cluster, load),
            "imports" => ImportBenchmark.Run(cluster),
            "rebuild" => RebuildBenchmark.Run(cluster, load),
            "clocks" => ClockBenchmark.Run(cluster, load),
            "cost" => CostBenchmark.Run(cluster, load),
            "stream" => StreamBenchmark.Run(cluster, load),
            _ => VolumeBenchmark.Run(cluster, load),
        }
    );
}

return 0;
