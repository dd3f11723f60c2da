using System.Net;
using CustomerService.Repair.Inventory;
using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using CustomerService.TestSupport.Access;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;
using Dispatch = CustomerService.Contracts.Dispatch.V1;
using Intake = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Repair.HostTests;

/// <summary>A1: who may call what, and whose repair orders and stock they see.</summary>
[Collection(RepairCollection.Name)]
public sealed class AccessTests(RepairHost host, ITestOutputHelper output)
{
    private const string Part = "CS-L5-SCREEN";

    [Fact]
    public async Task EveryCellOfTheTableIsTrue()
    {
        var order = await Requested(AccessSeeds.Site);
        await host.Stock(AccessSeeds.Site, Part, 50);
        var workOrderNumber = await host.Confirm(RepairHost.Fresh("T"), "E1", AccessSeeds.Site);
        var (document, stockRoom, partNumber) = (RepairHost.Fresh("ACC"), AccessSeeds.Site, Part);
        var shortage = await ShortageAt(AccessSeeds.Site);
        output.WriteLine(
            await AccessMatrix.Check(
                host,
                "repair",
                new AccessSeeds
                {
                    Resources =
                    [
                        new("/api/repair-orders/{number}", order.Id, "repair-order-not-found")
                        {
                            Owner = order.CustomerNumber!,
                            ListQuery = $"?ticket={order.TicketNumber}",
                        },
                        new("/api/stock/{room}/{partNumber}", AccessSeeds.Site, "stock-item-not-found")
                        {
                            Further = new Dictionary<string, string> { ["partNumber"] = Part },
                            ListQuery = $"?part={Part}&limit=200",
                            Shown = $"{AccessSeeds.Site}/{Part}",
                        },
                        new("/api/stock/shortages/{number}", shortage, "stock-shortage-not-found")
                        {
                            ListQuery = "?limit=200",
                            Shown = shortage,
                        },
                        new("/api/stock-rooms/{room}", AccessSeeds.Site, "stock-room-not-found")
                        {
                            ListQuery = "",
                            Shown = $"\"{AccessSeeds.Site}\"",
                        },
                    ],
                    BodiesOfTheSite = new Dictionary<string, object>
                    {
                        ["POST /api/repair-orders"] = new
                        {
                            imei = RepairHost.FreshImei(),
                            faultCode = "F03",
                            siteCode = AccessSeeds.Site,
                        },
                        ["POST /api/repair-orders/on-site"] = new
                        {
                            workOrderNumber,
                            visit = 1,
                            imei = RepairHost.FreshImei(),
                            faultCode = "F03",
                        },
                        ["POST /api/stock/inbound"] = new
                        {
                            document,
                            stockRoom,
                            lines = new[] { new { partNumber, quantity = 1 } },
                        },
                        ["POST /api/stock/reservations"] = new
                        {
                            document,
                            stockRoom,
                            partNumber,
                            quantity = 1,
                            reason = "show",
                        },
                        ["POST /api/stock/reservations/take-back"] = new
                        {
                            kind = "repairOrder",
                            number = order.Id,
                            stockRoom,
                            partNumber,
                            reason = "urgent",
                        },
                        ["POST /api/stock/reservations/release"] = new
                        {
                            document,
                            stockRoom,
                            partNumber,
                        },
                        ["POST /api/stock/adjustments"] = new
                        {
                            document,
                            stockRoom,
                            partNumber,
                            quantity = 1,
                            reason = "found",
                        },
                    },
                }
            )
        );
    }

    private async Task<string> ShortageAt(string site)
    {
        var number = StockShortage.NumberOf(RepairHost.Fresh("W"), 1, 1);
        await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.Events.StartStream<StockShortage>(
            number,
            new ShortageFound(StockOwner.OfVisit(number, 1), site, Part, 1, false, DateTimeOffset.UtcNow)
        );
        await session.SaveChangesAsync();
        return number;
    }

    [Fact]
    public async Task AnOrderThatNoSiteHasYetIsReceivedWhereverTheUnitIsBroughtButAtAnOwnSite()
    {
        var order = await Requested(null);
        using var engineer = host.Client(new Actor("engineer", "E62") { Scope = new DataScope(["S620101"], []) });
        using var elsewhere = await engineer.Post($"/api/repair-orders/{order.Id}/receive", new { siteCode = "S630101" });
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
        Assert.Contains("/problems/outside-your-sites", await elsewhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await engineer.Post($"/api/repair-orders/{order.Id}/receive", new { siteCode = "S620101" }).Read<RepairOrderView>();
        using var other = host.Client(new Actor("engineer", "E63") { Scope = new DataScope(["S630101"], []) });
        using var gone = await other.GetAsync(new Uri($"/api/repair-orders/{order.Id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task AnOrderOfAVisitOrOfACounterIsItsCustomersToo()
    {
        var (ticket, imei) = (RepairHost.Fresh("T"), RepairHost.FreshImei());
        var customer = KnownTickets.CustomerOf(ticket);
        await host.Publish(
            new Dispatch.VisitCompleted
            {
                TicketNumber = ticket,
                WorkOrderNumber = $"{ticket}-W1",
                Visit = 1,
                EngineerId = "E1",
                SiteCode = "S620101",
                UnitImei = imei,
                FaultCode = "F03",
                Outcome = "needsWorkshop",
                PartsUsed = [],
                Hours = 1,
                TravelKilometres = 1,
                SignatureHash = "00",
                CustomerNumber = customer,
                At = TimeProvider.System.GetUtcNow(),
            }
        );
        using var own = host.Client($"customer:{customer}");
        await Eventually.Holds(async () => (await Orders(own, ticket)).Count == 1, "the order of the visit at its customer");
        await host.Open(RepairHost.FreshImei(), "S620101", ticket: ticket);
        Assert.Equal(2, (await Orders(own, ticket)).Count);
        using var other = host.Client("customer:C-ANOTHER");
        Assert.Empty(await Orders(other, ticket));
    }

    private static async Task<IReadOnlyList<RepairOrderView>> Orders(HttpClient client, string ticket) =>
        (await client.GetAsync(new Uri($"/api/repair-orders?ticket={ticket}", UriKind.Relative)).Read<Page<RepairOrderView>>()).Items;

    private async Task<RepairOrderView> Requested(string? site)
    {
        var ticket = RepairHost.Fresh("T");
        await host.Publish(
            new Intake.RepairRequested
            {
                TicketNumber = ticket,
                RepairOrderNumber = $"{ticket}-R1",
                CustomerNumber = KnownTickets.CustomerOf(ticket),
                UnitImei = RepairHost.FreshImei(),
                FaultCode = "F03",
                SiteCode = site,
                At = TimeProvider.System.GetUtcNow(),
            }
        );
        using var client = host.Client("supervisor:S1");
        return await Eventually.Gives(async () => (await Orders(client, ticket)).SingleOrDefault(), "the requested order");
    }
}
