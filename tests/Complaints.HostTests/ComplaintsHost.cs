using CustomerService.Contracts.Intake.Grpc;
using CustomerService.Replicas;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using V1 = CustomerService.Contracts.Complaints.V1;

namespace CustomerService.Complaints.HostTests;

/// <summary>One Complaints for all tests of the assembly.</summary>
public sealed class ComplaintsHost()
    : ServiceHost<Program>(
        "complaints",
        null,
        typeof(V1.ComplaintRegistered),
        typeof(V1.ComplaintStatusChanged),
        typeof(V1.ComplaintSupervisionNotice)
    )
{
    /// <inheritdoc />
    protected override void ConfigureServices(IServiceCollection services) =>
        services
            .AddSingleton<TicketDirectory.TicketDirectoryClient>(new KnownTickets())
            .AddSingleton<CustomerDirectory.CustomerDirectoryClient>(new KnownCustomers());

    /// <summary>D1: places as Dispatch said them, with a workshop.</summary>
    public async Task KnowPlaces(params string[] codes)
    {
        await using var session = Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = "system:test";
        session.Store(
            codes.Select(code => new KnownPlace
            {
                Id = code,
                Kind = "site",
                Parent = null,
                RegionCode = "3101",
                Status = "active",
                Services = ["depot"],
            })
        );
        await session.SaveChangesAsync();
    }

    /// <summary>A1: people as Identity said them.</summary>
    public Task KnowPerson(string id, params string[] sites) => Services.KnowPerson(id, sites);

    /// <inheritdoc />
    protected override async Task Prepare()
    {
        await KnowPlaces("S310101", "S310102");
        await KnowPerson("H01", "*");
        await KnowPerson("H02", "*");
        await KnowPerson("E01", "S310101");
        await KnowPerson("E02", "S310102");
    }
}

/// <summary>Who is who.</summary>
internal static class People
{
    /// <summary>Somebody who handles complaints.</summary>
    public static async Task KnowPerson(this IServiceProvider services, string id, params string[] sites)
    {
        await using var session = services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = "system:test";
        session.Store(
            new KnownPerson
            {
                Id = id,
                Roles = ["complaintHandler"],
                Sites = sites,
                Regions = [],
                Clearance = Confidentiality.Normal,
                IsActive = true,
            }
        );
        await session.SaveChangesAsync();
    }
}

/// <summary>A Complaints whose time to a proposal is four seconds.</summary>
public sealed class HurriedHost()
    : ServiceHost<Program>(
        "complaints",
        new Dictionary<string, string> { ["Complaints:ProposeWithin"] = "00:00:04", ["Deadlines:PollInterval"] = "00:00:00.05" },
        typeof(V1.ComplaintSupervisionNotice)
    )
{
    /// <inheritdoc />
    protected override Task Prepare() => Services.KnowPerson("H01", "*");
}

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class ComplaintsCollection : ICollectionFixture<ComplaintsHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "complaints";
}
