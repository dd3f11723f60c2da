using CustomerService.Demo;
using CustomerService.TestSupport;

namespace CustomerService.EndToEnd;

/// <summary>The whole system with one process of each, its master data, and sixty contacts played through it.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private const int Contacts = 60;
    private const int Parallel = 6;

    public Cluster Cluster { get; private set; } = null!;

    public GatewayClient Gateway { get; private set; } = null!;

    public DemoData Data { get; } = DemoData.Load();

    public IReadOnlyList<Imported> Imported { get; private set; } = [];

    public IReadOnlyList<Played> Played { get; private set; } = [];

    public TicketEventReader Stream { get; private set; } = null!;

    public Books Books { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Cluster = await Cluster.Start();
        Gateway = new GatewayClient(Cluster.Gateway, TimeSpan.FromSeconds(40));
        Stream = new TicketEventReader(Cluster.VirtualHost);
        Books = new Books(Gateway, Stream, new ErrorQueues(Cluster.VirtualHost, Backing.Management));
        Imported = await new Importer(Gateway, Data).Run();
        Played = await PlayAgain();
    }

    public Task<IReadOnlyList<Played>> PlayAgain() => new Story(Gateway, Data).Play(Contacts, Parallel);

    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}

/// <summary>Tests that share the system.</summary>
[CollectionDefinition(Name)]
public sealed class RunningSystemCollection : ICollectionFixture<RunningSystem>
{
    public const string Name = "running system";
}
