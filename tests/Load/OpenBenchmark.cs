using System.Globalization;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Load;

/// <summary>
/// Opening tickets through the gateway with everything running, beside plain Npgsql inserting the same rows. The two take turns, so that a
/// busy machine slows both.
/// </summary>
internal static class OpenBenchmark
{
    private const int Rounds = 3;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);
    private static readonly int[] Clients = [1, 8, 32];
    private static long _plain;

    public static async Task Run(Cluster cluster, TicketLoad load)
    {
        await using var source = NpgsqlDataSource.Create($"{cluster.Database("intake")};Max Auto Prepare=20;No Reset On Close=true");
        var copy = await RowCopy.Read(source, await load.Open());
        await copy.CreateTables(source);
        Console.WriteLine(
            $"open: tickets through the gateway, beside plain inserts of the same {copy.Rows} rows (first mark: ratio >= 0.15)"
        );
        foreach (var clients in Clients)
        {
            double opened = 0,
                inserted = 0;
            Distribution? last = null;
            for (var round = 0; round < Rounds; round++)
            {
                inserted += (await load.During(Turn, clients, () => copy.Insert(source, Interlocked.Increment(ref _plain)))).PerSecond;
                last = await load.During(Turn, clients, load.Open);
                opened += last.PerSecond;
            }

            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {clients, 2} clients  {opened / Rounds, 7:F0} tickets/s  {inserted / Rounds, 7:F0} plain/s  ratio "
                        + $"{opened / inserted:F2}  {last}"
                )
            );
        }
    }
}
