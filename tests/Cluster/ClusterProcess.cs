using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CustomerService.TestSupport;

/// <summary>
/// Memory of one process in KiB. Shared pages count whole in <see cref="Resident"/> and by share in <see cref="Proportional"/>.
/// </summary>
public sealed record ProcessMemory(string Service, int Replica, long Resident, long Proportional);

/// <summary>One process of a cluster.</summary>
internal sealed class ClusterProcess(string service, int replica, int httpPort, int grpcPort, string logs) : IDisposable
{
    private const int Term = 15;
    private readonly Dictionary<string, string> _environment = [];
    private Process? _process;

    public string Service => service;

    public int Replica => replica;

    public Uri Address { get; } = new($"http://127.0.0.1:{httpPort}/");

    public string GrpcAddress { get; } = $"http://127.0.0.1:{grpcPort}";

    /// <summary>Started, and not ended by us.</summary>
    public bool ShouldRun { get; private set; }

    private string Log => Path.Combine(logs, $"{service}-{replica}.log");

    public string this[string key]
    {
        set => _environment[key] = value;
    }

    public void Start()
    {
        _process?.Dispose();
        _process = Begin();
        ShouldRun = true;
        AppDomain.CurrentDomain.ProcessExit += EndWithUs;
    }

    /// <summary>Runs the program beside it with an argument that makes it do something once; gives its exit code.</summary>
    public async Task<int> RunOnce(string argument)
    {
        using var once = Begin(argument);
        await once.WaitForExitAsync();
        return once.ExitCode;
    }

    private Process Begin(params string[] arguments)
    {
        // The shell only opens the log and then becomes the program: the process id is the program's.
        const string Become = "program=$0 log=$1; shift; exec dotnet \"$program\" \"$@\" >>\"$log\" 2>&1 </dev/null";
        var start = new ProcessStartInfo("/bin/sh", ["-c", Become, Layout.Program(service), Log, .. arguments])
        {
            WorkingDirectory = Layout.Folder(service),
            UseShellExecute = false,
        };
        foreach (var inherited in (string[])["ASPNETCORE_URLS", "DOTNET_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT"])
        {
            start.Environment.Remove(inherited);
        }

        // As in infra/run: many small processes on one machine.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_GCConserveMemory"] = "3";
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (key, value) in _environment)
        {
            start.Environment[key] = value;
        }

        return Process.Start(start)!;
    }

    public void Kill()
    {
        ShouldRun = false;
        AppDomain.CurrentDomain.ProcessExit -= EndWithUs;
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    public async Task<int> Stop()
    {
        ShouldRun = false;
        if (_process is { HasExited: false })
        {
            _ = Signal(_process.Id, Term);
            await _process.WaitForExitAsync();
        }

        return _process?.ExitCode ?? 0;
    }

    public void ThrowWhenEnded()
    {
        if (_process is { HasExited: true })
        {
            throw new InvalidOperationException($"{this} ended with {_process.ExitCode}; {EndOfLog()}");
        }
    }

    /// <summary>All there is to know when it is not ready: what it <paramref name="said"/>, how much it has worked, and its log.</summary>
    public string Tell(string said) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{this} said {said}, after {ProcessorTime.TotalSeconds:F1} s of processor time; {EndOfLog()}"
        );

    public override string ToString() => $"{service}-{replica}";

    private string EndOfLog() => $"the end of {Log}:\n{string.Join('\n', File.ReadLines(Log).TakeLast(25))}";

    public TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public ProcessMemory Memory()
    {
        var lines = File.ReadLines($"/proc/{_process!.Id}/smaps_rollup")
            .Skip(1)
            .Select(line => line.Split((char[])[':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture));
        return new ProcessMemory(service, replica, lines["Rss"], lines["Pss"]);
    }

    public void Dispose()
    {
        Kill();
        _process?.Dispose();
    }

    private void EndWithUs(object? sender, EventArgs e) => Kill();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}

/// <summary>Where built programs are: beside us, in the configuration that we were built in.</summary>
internal static class Layout
{
    private static string Configuration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";

    public static string Folder(string service) =>
        service == "gateway" ? Path.Combine(Repository.Root, "gateway") : Path.Combine(Repository.Root, "services", Name(service));

    public static string Program(string service)
    {
        var program = Path.Combine(Folder(service), "bin", Configuration, "net10.0", $"{Name(service)}.dll");
        return File.Exists(program) ? program : throw new FileNotFoundException("Build the solution first.", program);
    }

    private static string Name(string service) => $"{char.ToUpperInvariant(service[0])}{service[1..]}";
}
