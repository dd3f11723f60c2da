using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using CustomerService.Demo;
using Npgsql;

namespace CustomerService.TestSupport;

/// <summary>
/// The whole system as real processes from built output, on fresh databases and a fresh virtual host: what <c>infra/run</c> starts, with
/// replicas that can be killed and started again. Disposing ends its processes and removes its databases; logs stay.
/// </summary>
public sealed class Cluster : IAsyncDisposable
{
    /// <summary>The gateway among the processes.</summary>
    public const string GatewayName = "gateway";

    // All pools together stay below max_connections of infra/postgresql.conf.
    private const int Connections = 360;

    private readonly Dictionary<(string Service, int Replica), ClusterProcess> _processes = [];
    private readonly Dictionary<string, string> _databases = [];
    private readonly Dictionary<string, string> _settings;

    private Cluster(int replicas, IReadOnlyDictionary<string, string>? settings)
    {
        Replicas = replicas;
        _settings = (settings ?? new Dictionary<string, string>()).ToDictionary(
            s => s.Key.Replace(":", "__", StringComparison.Ordinal),
            s => s.Value
        );
        Logs = Path.Combine(Repository.Root, ".run", "test", "logs", $"cluster-{Environment.ProcessId}-{Guid.NewGuid():N}"[..40]);
    }

    /// <summary>The services, in the order in which they are started.</summary>
    public static IReadOnlyList<string> Services { get; } =
    ["intake", "dispatch", "repair", "complaints", "surveys", "subscriptions", "identity"];

    /// <summary>Processes of each service.</summary>
    public int Replicas { get; }

    /// <summary>Folder of the logs, one file a process.</summary>
    public string Logs { get; }

    /// <summary>amqp address of the cluster's virtual host.</summary>
    public Uri VirtualHost { get; private set; } = null!;

    /// <summary>Address of the gateway.</summary>
    public Uri GatewayAddress => _processes[(GatewayName, 1)].Address;

    /// <summary>Address of the gateway for gRPC: HTTP/2 without TLS.</summary>
    public Uri GatewayGrpcAddress => new(_processes[(GatewayName, 1)].GrpcAddress);

    /// <summary>A client of the gateway; <c>X-Actor: role:id</c> in a request says as whom it asks.</summary>
    public HttpClient Gateway { get; private set; } = null!;

    /// <summary>Who gives that client its tokens.</summary>
    public ActsForPeople People { get; private set; } = null!;

    private ActsForPeople _cleared = null!;

    /// <summary>A client of the gateway that asks as <paramref name="actor"/>, for as long as an answer takes.</summary>
    public HttpClient Client(string actor) => Client(People, actor);

    /// <summary>The same as somebody who may open the most secret files.</summary>
    public HttpClient Cleared(string actor) => Client(_cleared, actor);

    private HttpClient Client(ActsForPeople people, string actor) =>
        new(people, disposeHandler: false)
        {
            BaseAddress = GatewayAddress,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { { ActsForPeople.Header, actor } },
        };

    /// <summary>
    /// Starts everything and returns when all are ready. <paramref name="settings"/> go to every process, as <c>Section:Key</c>.
    /// </summary>
    public static async Task<Cluster> Start(int replicas = 1, IReadOnlyDictionary<string, string>? settings = null)
    {
        var cluster = new Cluster(replicas, settings);
        try
        {
            await cluster.Prepare();
            foreach (var process in cluster._processes.Values)
            {
                process.Start();
            }

            await cluster.WaitReady();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connection string of a service's database.</summary>
    public string Database(string service) => _databases[service];

    /// <summary>Address of one process; for tests that go round the gateway.</summary>
    public Uri Address(string service, int replica = 1) => _processes[(service, replica)].Address;

    /// <summary>Ends a process the hard way (SIGKILL). The gateway is "gateway".</summary>
    public void Kill(string service, int replica = 1) => _processes[(service, replica)].Kill();

    /// <summary>Asks a process to end (SIGTERM) and waits until it has; gives its exit code.</summary>
    public Task<int> Stop(string service, int replica = 1) => _processes[(service, replica)].Stop();

    /// <summary>Ends every process the hard way.</summary>
    public void KillAll()
    {
        foreach (var process in _processes.Values)
        {
            process.Kill();
        }
    }

    /// <summary>Starts every process again. <see cref="WaitReady"/> tells when they are there.</summary>
    public void RestartAll()
    {
        foreach (var (service, replica) in _processes.Keys)
        {
            Restart(service, replica);
        }
    }

    /// <summary>Runs a service with an argument that makes it do something once, as <c>--rebuild-stream</c>; gives its exit code.</summary>
    public Task<int> RunOnce(string service, string argument) => _processes[(service, 1)].RunOnce(argument);

    /// <summary>
    /// Starts a process again, on the same ports; kills it first when it runs. <see cref="WaitReady"/> tells when it is there.
    /// </summary>
    public void Restart(string service, int replica = 1)
    {
        _processes[(service, replica)].Kill();
        _processes[(service, replica)].Start();
    }

    /// <summary>Waits until every process that should run is ready and the gateway sees all replicas.</summary>
    public async Task WaitReady(TimeSpan? within = null)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        // Who was ready is not asked again: on a small machine the questions would take the time that the others need to start. The gateway
        // is last.
        var missing = new Queue<ClusterProcess>(_processes.Values.Where(p => p.ShouldRun));
        var running = missing.ToList();
        var said = "nothing was asked";
        await Eventually.Holds(
            async () =>
            {
                running.ForEach(p => p.ThrowWhenEnded());
                while (missing.TryPeek(out var process))
                {
                    (var isReady, said) = await Ask(http, process);
                    if (!isReady || (process.Service == GatewayName && !SeesAll(said, running)))
                    {
                        return false;
                    }

                    missing.Dequeue();
                }

                return true;
            },
            $"all processes ready; logs are in {Logs}",
            within ?? Patience.Start,
            () => missing.TryPeek(out var process) ? $"{process.Tell(said)}\nNot asked yet: {string.Join(", ", missing.Skip(1))}" : said
        );
    }

    /// <summary>Processor time that a process has used since it was started.</summary>
    public TimeSpan ProcessorTime(string service, int replica = 1) => _processes[(service, replica)].ProcessorTime;

    /// <summary>Memory of every running process.</summary>
    public IReadOnlyList<ProcessMemory> Memory() => [.. _processes.Values.Where(p => p.ShouldRun).Select(p => p.Memory())];

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
        {
            process.Dispose();
        }

        Gateway?.Dispose();
        People?.Dispose();
        if (VirtualHost is not null)
        {
            using var management = Backing.ManagementClient();
            using var _ = await management.DeleteAsync(new Uri($"api/vhosts{VirtualHost.AbsolutePath}", UriKind.Relative));
        }

        await using var connection = new NpgsqlConnection($"{Backing.Postgres};Database=postgres;Pooling=false");
        await connection.OpenAsync();
        foreach (var database in _databases.Values.Select(d => new NpgsqlConnectionStringBuilder(d).Database))
        {
            await Eventually.Holds(() => Drop(connection, database!), $"{database} dropped");
        }
    }

    private static async Task<bool> Drop(NpgsqlConnection connection, string database)
    {
        try
        {
            await using var command = new NpgsqlCommand($"drop database if exists \"{database}\" with (force)", connection);
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException vacuum) when (vacuum.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // An autovacuum worker is in it: not ours to end, and soon gone.
            return false;
        }
    }

    private async Task Prepare()
    {
        Directory.CreateDirectory(Logs);
        VirtualHost = await Backing.CreateVirtualHost("cluster");
        var pool = Math.Min(40, Connections / (Services.Count * Replicas));
        foreach (var service in Services)
        {
            _databases[service] = $"{await Backing.CreateDatabase($"cluster_{service}")};Maximum Pool Size={pool}";
        }

        foreach (var service in Services.Append(GatewayName))
        {
            for (var replica = 1; replica <= (service == GatewayName ? 1 : Replicas); replica++)
            {
                _processes[(service, replica)] = new ClusterProcess(service, replica, Ports.Free(), Ports.Free(), Logs);
            }
        }

        foreach (var process in _processes.Values)
        {
            Configure(process);
        }

        People = new ActsForPeople(GatewayAddress, "demo", Issuer.Secret("demo"));
        _cleared = new ActsForPeople(GatewayAddress, "cleared", Issuer.Secret("cleared"));
        Gateway = new HttpClient(People, disposeHandler: false) { BaseAddress = GatewayAddress, Timeout = TimeSpan.FromSeconds(150) };
    }

    /// <summary>The same contract as in infra/run.</summary>
    private void Configure(ClusterProcess process)
    {
        process["Kestrel__Endpoints__Http__Url"] = process.Address.GetLeftPart(UriPartial.Authority);
        process["Kestrel__Endpoints__Http__Protocols"] = "Http1";
        process["Kestrel__Endpoints__Grpc__Url"] = process.GrpcAddress;
        process["Kestrel__Endpoints__Grpc__Protocols"] = "Http2";
        foreach (var (key, value) in Issuer.Settings(process.Service, GatewayAddress, _processes[("identity", 1)].Address))
        {
            process[key] = value;
        }

        var services = _processes.Values.Where(p => p.Service != GatewayName);
        if (process.Service == GatewayName)
        {
            // All callers of a test or benchmark come from one address.
            foreach (var limit in new[] { "read", "command", "import", "page", "stream", "token", "sign-in" })
            {
                process[$"Gateway__RateLimits__{limit}__Burst"] = "100000";
                process[$"Gateway__RateLimits__{limit}__PerSecond"] = "100000";
            }

            process["Gateway__ConnectionsPerAddress"] = "100000";
            foreach (var other in services)
            {
                process[$"ReverseProxy__Clusters__{other.Service}__Destinations__{other.Replica}__Address"] = other.Address.ToString();
            }

            foreach (var other in services.Where(p => p.Service == "subscriptions"))
            {
                process[$"ReverseProxy__Clusters__{other.Service}Grpc__Destinations__{other.Replica}__Address"] = $"{other.GrpcAddress}/";
            }
        }
        else
        {
            process["ConnectionStrings__postgres"] = _databases[process.Service];
            process["ConnectionStrings__rabbitmq"] = VirtualHost.ToString();
            process["Surveys__PublicAddress"] = GatewayAddress.GetLeftPart(UriPartial.Authority);
            foreach (var other in services)
            {
                process[$"Peers__{other.Service}__{(other.Replica - 1).ToString(CultureInfo.InvariantCulture)}"] = other.GrpcAddress;
            }
        }

        foreach (var (key, value) in _settings)
        {
            process[key] = value;
        }
    }

    private static async Task<(bool IsReady, string Said)> Ask(HttpClient http, ClusterProcess process)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(process.Address, "/health/ready"));
            var said = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode ? (true, said) : (false, $"{(int)answer.StatusCode} {said}");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return (false, exception.Message);
        }
    }

    private static bool SeesAll(string health, List<ClusterProcess> running) =>
        JsonNode.Parse(health)!["services"]!
            .AsObject()
            .All(service => (int)service.Value!["available"]! >= running.Count(p => p.Service == service.Key));

    /// <summary>Ports below the range that the kernel takes for outgoing connections, so that none of them can be in the way.</summary>
    private static class Ports
    {
        private static readonly ConcurrentDictionary<int, bool> HandedOut = new();

        public static int Free()
        {
            while (true)
            {
                var port = Random.Shared.Next(10_000, 32_000);
                if (HandedOut.TryAdd(port, true) && IsFree(port))
                {
                    return port;
                }
            }
        }

        private static bool IsFree(int port)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }
}
