using System.Text.Json.Nodes;
using CustomerService.Demo;
using CustomerService.TestSupport;

namespace CustomerService.EndToEnd;

/// <summary>The whole system with one process of each, its master data, and sixty contacts played through it.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private const int Contacts = 60;
    private const int Parallel = 6;

    /// <summary>Where short messages to customers are written.</summary>
    public static string ShortMessages { get; } = Path.Combine(Path.GetTempPath(), $"customerservice-notices-{Environment.ProcessId}");

    public Cluster Cluster { get; private set; } = null!;

    public GatewayClient Gateway { get; private set; } = null!;

    public DemoData Data { get; } = Extent.IsLong ? DemoData.Load() : DemoData.Sample(Contacts + 20);

    public IReadOnlyList<Imported> Imported { get; private set; } = [];

    public IReadOnlyList<Played> Played { get; private set; } = [];

    public TicketEventReader Stream { get; private set; } = null!;

    public Books Books { get; private set; } = null!;

    /// <summary>All that the processes tell of themselves by OTLP.</summary>
    public TelemetryReceiver Telemetry { get; private set; } = null!;

    /// <summary>All messages since before the import.</summary>
    public MessageTap Messages { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Telemetry = await TelemetryReceiver.Start();
        // No quiet hours: the story is played at any hour.
        Cluster = await Cluster.Start(
            settings: new Dictionary<string, string>(Telemetry.Settings)
            {
                ["Notices:SmsFolder"] = ShortMessages,
                ["Notices:QuietFrom"] = "00:00:00",
                ["Notices:QuietTo"] = "00:00:00",
            }
        );
        Messages = await MessageTap.Start(Cluster.VirtualHost);
        Gateway = new GatewayClient(Cluster.Gateway, Patience.Condition);
        Stream = new TicketEventReader(Cluster.VirtualHost);
        Books = new Books(Gateway, Stream, new ErrorQueues(Cluster.VirtualHost, Backing.Management));
        Imported = await new Importer(Gateway, Data).Run();
        Played = await PlayAgain();
    }

    /// <summary>The API's document with all services in it: one that is too busy to tell its part in time is asked again.</summary>
    public Task<JsonNode> JoinedDocument() =>
        Eventually.Gives(
            async () =>
                JsonNode.Parse(await Cluster.Gateway.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative))) is { } joined
                && joined["info"]!["x-unavailable"] is null
                    ? joined
                    : null,
            "the document of all services"
        );

    public Task<IReadOnlyList<Played>> PlayAgain() => new Story(Gateway, Data).Play(Contacts, Parallel);

    public async Task DisposeAsync()
    {
        await Messages.DisposeAsync();
        await Cluster.DisposeAsync();
        await Telemetry.DisposeAsync();
        if (Directory.Exists(ShortMessages))
        {
            Directory.Delete(ShortMessages, recursive: true);
        }
    }
}

/// <summary>Tests that share the system.</summary>
[CollectionDefinition(Name)]
public sealed class RunningSystemCollection : ICollectionFixture<RunningSystem>
{
    public const string Name = "running system";
}
