using CustomerService.Intake.Customers.Proofs;
using CustomerService.Replicas;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests;

/// <summary>One Intake for most tests of the assembly.</summary>
public sealed class IntakeHost() : ServiceHost<Program>("intake", SentCodes.Settings, PublicFacts.OfIntake)
{
    /// <summary>Codes that were sent to contact points.</summary>
    internal SentCodes Codes { get; } = new();

    /// <inheritdoc />
    protected override void ConfigureServices(IServiceCollection services) => services.AddSingleton<ICodeSender>(Codes);

    /// <inheritdoc />
    protected override async Task Prepare()
    {
        // As Dispatch said it.
        await using var session = Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = "system:test";
        session.Store(
            new KnownPlace
            {
                Id = "S310101",
                Kind = "center",
                Parent = null,
                RegionCode = "3101",
                Status = "active",
                Services = ["depot"],
            }
        );
        // As Identity said it.
        session.Store(Colleague("A018"), Colleague("A019"));
        await session.SaveChangesAsync();
    }

    /// <summary>An agent of every place.</summary>
    public static KnownPerson Colleague(string id) =>
        new()
        {
            Id = id,
            Roles = ["agent"],
            Sites = ["*"],
            Regions = [],
            Clearance = Confidentiality.Normal,
            IsActive = true,
        };
}

/// <summary>Three replicas on one database, with a time of silence that a test can wait for.</summary>
public sealed class ThreeReplicas()
    : ServiceHost<Program>(
        "intake",
        new(SentCodes.Settings) { ["Tickets:ClosesAfter"] = "00:00:01.500", ["Routing:PlannedAtOnce"] = "2" },
        PublicFacts.OfIntake
    )
{
    private readonly List<Replica> _replicas = [];

    /// <summary>A client of each replica in turn.</summary>
    public HttpClient ClientOf(int turn, string actor) => turn % 3 == 0 ? Client(actor) : Client(_replicas[turn % 3 - 1], actor);

    /// <summary>Codes that any of them sent to contact points.</summary>
    internal SentCodes Codes { get; } = new();

    /// <inheritdoc />
    protected override void ConfigureServices(IServiceCollection services) => services.AddSingleton<ICodeSender>(Codes);

    /// <inheritdoc />
    protected override async Task Prepare() =>
        _replicas.AddRange([await StartReplica(ConfigureServices), await StartReplica(ConfigureServices)]);
}

internal static class PublicFacts
{
    public static Type[] OfIntake { get; } =
    [.. typeof(V1.TicketOpened).Assembly.GetTypes().Where(t => t.Namespace == typeof(V1.TicketOpened).Namespace)];
}

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class IntakeCollection : ICollectionFixture<IntakeHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "intake";
}

/// <summary>Tests that share the three replicas.</summary>
[CollectionDefinition(Name)]
public sealed class ThreeReplicasCollection : ICollectionFixture<ThreeReplicas>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "three replicas of intake";
}
