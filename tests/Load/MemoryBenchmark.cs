using System.Diagnostics;
using System.Globalization;
using CustomerService.TestSupport;

namespace CustomerService.Load;

/// <summary>Memory of the whole running system, with PostgreSQL and RabbitMQ.</summary>
internal static class MemoryBenchmark
{
    public static Task Run(Cluster cluster)
    {
        Console.WriteLine("memory: proportional set size, MiB");
        var total = 0.0;
        foreach (
            var process in cluster
                .Memory()
                .Select(p => (p.Service, Size: p.Proportional / 1024.0))
                .Append(("PostgreSQL", Of("postgres")))
                .Append(("RabbitMQ", Of("beam.smp")))
        )
        {
            total += process.Item2;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {process.Item1, -12} {process.Item2, 6:F0}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"together", -12} {total, 6:F0}"));
        return Task.CompletedTask;
    }

    // Every process of that name on the machine: a benchmark has it to itself.
    private static double Of(string name) =>
        Process
            .GetProcessesByName(name)
            .Sum(process =>
                File.ReadLines($"/proc/{process.Id}/smaps_rollup")
                    .Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
                    .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
                / 1024.0
            );
}
