using System.Globalization;
using System.Net.Http.Headers;
using CustomerService.Contracts.Intake.Grpc;
using CustomerService.Repair.Inventory;
using CustomerService.Repair.RepairOrders;
using CustomerService.Repair.Visits;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Marten;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Dispatch = CustomerService.Contracts.Dispatch.V1;
using Intake = CustomerService.Contracts.Intake.V1;
using V1 = CustomerService.Contracts.Repair.V1;

namespace CustomerService.Repair.HostTests;

/// <summary>One Repair for all tests of the assembly, with the demo catalogue.</summary>
public sealed class RepairHost()
    : ServiceHost<Program>(
        "repair",
        null,
        typeof(V1.WarrantyDecided),
        typeof(V1.RepairOrderOpened),
        typeof(V1.RepairOrderStatusChanged),
        typeof(V1.RepairQuoted),
        typeof(V1.RepairCompleted),
        typeof(V1.RepairSettlementChanged),
        typeof(V1.StockMoved),
        typeof(V1.StockShortageReported)
    )
{
    private static int _last;

    /// <inheritdoc />
    protected override void ConfigureServices(IServiceCollection services) =>
        services
            .AddSingleton<TicketDirectory.TicketDirectoryClient>(new KnownTickets())
            .AddSingleton<CustomerDirectory.CustomerDirectoryClient>(new KnownCustomers());

    /// <summary>A number that no other test of this run uses.</summary>
    public static string Fresh(string prefix) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{Interlocked.Increment(ref _last):D6}");

    /// <summary>An IMEI that no other test uses.</summary>
    public static string FreshImei()
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _last):D14}");
        return Enumerable.Range(0, 10).Select(digit => $"{digits}{digit}").Single(imei => CheckDigit.IsRight(imei, 15));
    }

    /// <summary>Imports a table of the demo data.</summary>
    public static Task<HttpResponseMessage> Import(HttpClient client, string path, string csv)
    {
        var content = new StringContent(csv);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    /// <summary>Puts pieces of a part into a stock room.</summary>
    public async Task Stock(string room, string part, int quantity)
    {
        using var client = Client("storekeeper:K1");
        await client
            .Post(
                "/api/stock/inbound",
                new
                {
                    document = Fresh("IN"),
                    stockRoom = room,
                    lines = new[] { new { partNumber = part, quantity } },
                }
            )
            .Read<StockReceipt>();
    }

    /// <summary>A repair order at the counter.</summary>
    public async Task<RepairOrderView> Open(string imei, string site, string fault = "F03", string? ticket = null)
    {
        await KnowPlaces(site);
        return await Client("engineer:T1")
            .Post(
                "/api/repair-orders",
                new
                {
                    imei,
                    faultCode = fault,
                    siteCode = site,
                    ticketNumber = ticket,
                }
            )
            .Read<RepairOrderView>();
    }

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

    /// <summary>A command on a repair order.</summary>
    public Task<RepairOrderView> Do(string number, string command, object? body = null) =>
        Client("engineer:T1").Post($"/api/repair-orders/{number}/{command}", body ?? new { }).Read<RepairOrderView>();

    /// <summary>Makes a unit known, sold so many days ago; waits until it is.</summary>
    public async Task Register(string imei, int soldDaysAgo)
    {
        await Publish(
            new Intake.UnitRegistered
            {
                Imei = imei,
                Model = "CS-A1",
                SoldOn = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddHours(8).Date).AddDays(-soldDaysAgo),
                InvoiceNumber = "INV-1",
                Price = 1999,
                Revision = 1,
                At = TimeProvider.System.GetUtcNow(),
            }
        );
        await Eventually.Holds(async () => await Catalogued(imei) is not null, "the unit known");
    }

    /// <summary>A visit that this engineer goes on; waits until it is known and gives its work order.</summary>
    public async Task<string> Confirm(string ticket, string engineer, string site)
    {
        var (workOrder, now) = ($"{ticket}-W1", TimeProvider.System.GetUtcNow());
        await Publish(
            new Dispatch.VisitConfirmed
            {
                TicketNumber = ticket,
                WorkOrderNumber = workOrder,
                Visit = 1,
                EngineerId = engineer,
                SiteCode = site,
                WindowFrom = now,
                WindowTo = now.AddHours(2),
                At = now,
            }
        );
        await Eventually.Holds(
            async () =>
            {
                await using var session = Services.GetRequiredService<IDocumentStore>().QuerySession();
                return await session.LoadAsync<KnownVisit>(KnownVisit.KeyOf(workOrder, 1)) is not null;
            },
            "the visit known"
        );
        return workOrder;
    }

    /// <summary>Reaches the first replica without a network, for gRPC.</summary>
    public HttpMessageHandler Handler() => ((TestServer)Services.GetRequiredService<IServer>()).CreateHandler();

    /// <summary>True when a consumer has handled the message.</summary>
    public async Task<bool> Handled(Guid messageId)
    {
        await using var session = Services.GetRequiredService<IDocumentStore>().QuerySession();
        return (await session.QueryAsync<bool>("select exists(select 1 from inbox where message_id = ?)", messageId))[0];
    }

    internal async Task<Catalogue.Unit?> Catalogued(string imei)
    {
        await using var session = Services.GetRequiredService<IDocumentStore>().QuerySession();
        return await session.LoadAsync<Catalogue.Unit>(imei);
    }

    /// <inheritdoc />
    protected override async Task Prepare()
    {
        await KnowPlaces("S310101", "S320101", "S620101", "S630101");
        using var client = Client("administrator:A1");
        foreach (var (path, file) in new[] { ("/api/parts/import", "parts.csv"), ("/api/faults/import", "faults.csv") })
        {
            await Import(client, path, await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, file))).Read<ImportReport>();
        }
    }
}

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class RepairCollection : ICollectionFixture<RepairHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "repair";
}
