using System.Diagnostics;
using System.Globalization;
using CustomerService.TestSupport;

namespace CustomerService.Load;

/// <summary>Processor time of every process of the system, PostgreSQL and RabbitMQ among them.</summary>
internal sealed class Processors(Cluster cluster)
{
    // Linux counts in hundredths of a second.
    private const double TicksPerSecond = 100;
    private static readonly string[] Parts = [.. Cluster.Services, Cluster.GatewayName];

    /// <summary>What each has used since it was started.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Read()
    {
        var times = Parts.ToDictionary(part => part, part => cluster.ProcessorTime(part));
        times["PostgreSQL"] = Of("postgres");
        times["RabbitMQ"] = Of("beam.smp");
        return times;
    }

    // The processes of that name below this bench's own folder; what has ended is counted at who started it.
    private static TimeSpan Of(string name) =>
        Process.GetProcessesByName(name).Where(IsOurs).Select(Times).Aggregate(TimeSpan.Zero, (sum, time) => sum + time);

    private static bool IsOurs(Process process)
    {
        try
        {
            return new DirectoryInfo($"/proc/{process.Id}/cwd")
                    .ResolveLinkTarget(false)
                    ?.FullName.Contains(Path.GetFullPath(Backing.Folder), StringComparison.Ordinal) == true
                || File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(Path.GetFullPath(Backing.Folder), StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static TimeSpan Times(Process process)
    {
        try
        {
            // After the name in brackets: user and system time are the 14th and 15th field, those of children that ended the next two.
            var fields = File.ReadAllText($"/proc/{process.Id}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var own = Enumerable.Range(11, 4).Sum(i => long.Parse(fields[i], CultureInfo.InvariantCulture));
            return TimeSpan.FromSeconds(own / TicksPerSecond);
        }
        catch (IOException)
        {
            return TimeSpan.Zero;
        }
    }
}
