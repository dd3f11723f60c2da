using System.Collections.Concurrent;
using System.Diagnostics;

namespace CustomerService.TestSupport;

/// <summary>A built service as a process of its own, for tests that kill it.</summary>
public sealed class ServiceProcess : IDisposable
{
    private const int Kept = 40;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _last = [];

    private ServiceProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>
    /// Starts <paramref name="program"/> with <paramref name="settings"/>, as <c>Section:Key</c>.
    /// What it says, warnings and worse, is kept.
    /// </summary>
    public static ServiceProcess Start(string program, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new ServiceProcess(start);
    }

    /// <summary>Waits until <paramref name="condition"/> holds, and no longer than the process runs.</summary>
    public Task WhenReady(Func<Task<bool>> condition, string what) =>
        Eventually.Holds(
            () => HasExited ? throw new InvalidOperationException($"{what}: {Seen()}") : condition(),
            what,
            Patience.Start,
            Seen
        );

    /// <summary>Ends it the hard way (SIGKILL).</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private string Seen() =>
        $"{_process.StartInfo.ArgumentList[0]} {(HasExited ? $"ended with {_process.ExitCode}" : "runs")}; it said last:\n"
        + string.Join('\n', _last);

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _last.Enqueue(line);
        while (_last.Count > Kept)
        {
            _last.TryDequeue(out _);
        }
    }
}
