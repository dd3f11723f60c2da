using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerService.Repair.RepairOrders;
using CustomerService.TestSupport;
using Dispatch = CustomerService.Contracts.Dispatch.V1;
using Intake = CustomerService.Contracts.Intake.V1;
using V1 = CustomerService.Contracts.Repair.V1;

namespace CustomerService.Repair.HostTests;

/// <summary>R1, R2, R3: repairs at the customer's, from the facts of a visit to the customer's answer; one open order a unit.</summary>
[Collection(RepairCollection.Name)]
public sealed class FieldRepairHostTests(RepairHost host)
{
    private const string Part = "CS-A1-SCREEN";
    private const string Engineer = "T1";

    private static readonly object Inspection = new
    {
        faultCode = "F03",
        listedFaultConfirmed = true,
        laborHours = 1.5,
        parts = new[] { new { partNumber = Part, quantity = 1 } },
    };

    private static Dispatch.VisitCompleted Repaired(string ticket, string imei, string site) =>
        new()
        {
            TicketNumber = ticket,
            WorkOrderNumber = $"{ticket}-W1",
            Visit = 1,
            EngineerId = Engineer,
            SiteCode = site,
            UnitImei = imei,
            FaultCode = "F03",
            Outcome = "repaired",
            PartsUsed = [new() { PartNumber = Part, Quantity = 1 }],
            Hours = 1.5m,
            TravelKilometres = 5,
            SignatureHash = "00",
            CustomerNumber = KnownTickets.CustomerOf(ticket),
            At = TimeProvider.System.GetUtcNow(),
        };

    private Task<RepairOrderView> Eventual(string number, RepairStatus status) =>
        Eventually.Gives(
            async () =>
            {
                using var answer = await host.Client("engineer:T1").GetAsync(new Uri($"/api/repair-orders/{number}", UriKind.Relative));
                return
                    answer.StatusCode == HttpStatusCode.OK
                    && await Task.FromResult(answer).Read<RepairOrderView>() is { } view
                    && view.Status == status
                    ? view
                    : null;
            },
            $"{number} {status}"
        );

    private async Task<RepairOrderView> OnSite(string ticket, string imei, string site)
    {
        var workOrderNumber = await host.Confirm(ticket, Engineer, site);
        return await host.Client($"engineer:{Engineer}")
            .Post(
                "/api/repair-orders/on-site",
                new
                {
                    workOrderNumber,
                    visit = 1,
                    imei,
                    faultCode = "F03",
                }
            )
            .Read<RepairOrderView>();
    }

    [Fact]
    public async Task OutOfWarrantyTheVisitIsQuotedAndTheCustomerAnswers()
    {
        var (ticket, site, imei) = (RepairHost.Fresh("T"), RepairHost.Fresh("S"), RepairHost.FreshImei());
        await host.Register(imei, soldDaysAgo: 3000);
        await host.Publish(Repaired(ticket, imei, site));
        var quoted = await Eventual($"{ticket}-W1-R", RepairStatus.Quoted);
        Assert.Equal(("X1", 651.86m), (quoted.WarrantyDecisions.Single().Decision.Row, quoted.Quote?.Amount));
        Assert.Equal(651.86m, (await host.Published<V1.RepairQuoted>(q => q.RepairOrderNumber == quoted.Id)).Amount);

        using var customer = host.Client($"customer:{KnownTickets.CustomerOf(ticket)}");
        var ended = await customer.Post($"/api/repair-orders/{quoted.Id}/quote/accept", new { version = 1 }).Read<RepairOrderView>();
        Assert.Equal((RepairStatus.HandedOver, true), (ended.Status, ended.Quote?.Accepted));
        await host.Published<V1.RepairCompleted>(r => r.RepairOrderNumber == quoted.Id);

        // The unit's history holds it once, from the visit.
        var again = await host.Open(imei, site);
        Assert.Equal(quoted.Id, again.RepeatOf);
        Assert.Equal(1, (await host.Do(again.Id, "diagnose", Inspection)).WarrantyDecisions[^1].Claim.CompletedRepairs);
    }

    [Fact]
    public async Task TheEngineerAsksBeforeTheWorkAndTheReportEndsTheOrder()
    {
        var (ticket, site, imei) = (RepairHost.Fresh("T"), RepairHost.Fresh("S"), RepairHost.FreshImei());
        await host.Register(imei, soldDaysAgo: 3000);
        var order = await OnSite(ticket, imei, site);
        Assert.True(order.OnSite);
        Assert.Equal(order.Id, (await OnSite(ticket, imei, site)).Id);
        Assert.Equal(RepairStatus.Quoted, (await host.Do(order.Id, "diagnose", Inspection)).Status);
        await host.Do(order.Id, "quote/accept", new { version = 1 });
        await host.Publish(Repaired(ticket, imei, site));
        Assert.Single((await Eventual(order.Id, RepairStatus.HandedOver)).WarrantyDecisions);
    }

    [Fact]
    public async Task ARefusalBeforeTheWorkIsOnRecordAndNothingIsRepaired()
    {
        var (ticket, site, imei) = (RepairHost.Fresh("T"), RepairHost.Fresh("S"), RepairHost.FreshImei());
        await host.Register(imei, soldDaysAgo: 3000);
        var order = await OnSite(ticket, imei, site);
        await host.Do(order.Id, "diagnose", Inspection);
        var refused = await host.Do(order.Id, "quote/decline", new { version = 1 });
        Assert.Equal((RepairStatus.ReturnedUnrepaired, false), (refused.Status, refused.Quote?.Accepted));
    }

    [Fact]
    public async Task WhatAVisitCannotRepairGoesOnInTheWorkshopUnderTheSameNumber()
    {
        var (ticket, site, imei) = (RepairHost.Fresh("T"), RepairHost.Fresh("S"), RepairHost.FreshImei());
        await host.KnowPlaces(site);
        await host.Register(imei, soldDaysAgo: 100);
        await host.Stock(site, Part, 1);
        var order = await OnSite(ticket, imei, site);
        await host.Do(order.Id, "diagnose", Inspection);
        var id = Guid.NewGuid();
        await host.Publish(Repaired(ticket, imei, site) with { Outcome = "needsWorkshop", PartsUsed = [] }, id);
        await Eventually.Holds(() => host.Handled(id), "the report");
        using var early = await host.Client("engineer:T1").Post($"/api/repair-orders/{order.Id}/reserve-parts", new { });
        Assert.Contains("unit-at-customer", await early.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False((await host.Do(order.Id, "receive", new { siteCode = site })).OnSite);
        Assert.Equal(RepairStatus.InRepair, (await host.Do(order.Id, "reserve-parts")).Status);
    }

    [Fact]
    public async Task AUnitIsInOneOpenOrderAtATimeWhoeverOpensIt()
    {
        var (site, imei) = (RepairHost.Fresh("S"), RepairHost.FreshImei());
        await host.KnowPlaces(site);
        await using var second = await host.StartReplica();
        HttpClient[] clients = [host.Client("engineer:T1"), host.Client(second, "engineer:T2")];
        var body = new
        {
            imei,
            faultCode = "F03",
            siteCode = site,
        };
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => clients[i % 2].Post("/api/repair-orders", body)));
        Assert.Equal([HttpStatusCode.Created, .. Enumerable.Repeat(HttpStatusCode.Conflict, 9)], answers.Select(a => a.StatusCode).Order());
        var order = await Task.FromResult(answers.Single(a => a.IsSuccessStatusCode)).Read<RepairOrderView>();
        foreach (var refused in answers.Where(a => !a.IsSuccessStatusCode))
        {
            var problem = await refused.Content.ReadAsStringAsync();
            Assert.Contains("unit-in-another-order", problem, StringComparison.Ordinal);
            Assert.Contains(order.Id, problem, StringComparison.Ordinal);
        }

        using var visited = await Refused(RepairHost.Fresh("T"), imei, site);
        Assert.Contains("unit-in-another-order", await visited.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await host.Do(order.Id, "cancel", new { reason = "withdrawn" });
        Assert.Equal(RepairStatus.Received, (await host.Open(imei, site)).Status);
    }

    [Fact]
    public async Task AUnitThatIsExpectedIsReceivedInItsOrder()
    {
        var (ticket, site, imei) = (RepairHost.Fresh("T"), RepairHost.Fresh("S"), RepairHost.FreshImei());
        await host.KnowPlaces(site);
        await host.Publish(
            new Intake.RepairRequested
            {
                TicketNumber = ticket,
                RepairOrderNumber = $"{ticket}-R1",
                CustomerNumber = KnownTickets.CustomerOf(ticket),
                UnitImei = imei,
                FaultCode = "F03",
                At = TimeProvider.System.GetUtcNow(),
            }
        );
        await Eventual($"{ticket}-R1", RepairStatus.Requested);
        var body = new
        {
            imei,
            faultCode = "F03",
            siteCode = site,
        };
        using var counter = await host.Client("engineer:T1").Post("/api/repair-orders", body);
        Assert.Contains("unit-expected", await counter.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(RepairStatus.Received, (await host.Do($"{ticket}-R1", "receive", new { siteCode = site })).Status);
    }

    [Fact]
    public async Task WhatAnOrderNamesIsCheckedBeforeItIsStored()
    {
        var site = RepairHost.Fresh("S");
        await host.KnowPlaces(site);
        using var desk = host.Client("agent:A1");
        Assert.Equal("customer-unknown", await Code(new { imei = RepairHost.FreshImei(), customerNumber = "C9" }));
        var ticket = RepairHost.Fresh("T");
        Assert.Equal(
            "customer-not-of-ticket",
            await Code(
                new
                {
                    imei = RepairHost.FreshImei(),
                    customerNumber = "C1",
                    ticketNumber = ticket,
                }
            )
        );
        Assert.Equal("validation", await Code(new { imei = "123456789012345" }));
        Assert.Equal("", await Code(new { imei = RepairHost.FreshImei(), customerNumber = "C000001" }));

        async Task<string> Code(object named)
        {
            var body = JsonSerializer.SerializeToNode(named)!.AsObject();
            body["faultCode"] = "F03";
            body["siteCode"] = site;
            using var answer = await desk.Post("/api/repair-orders", body);
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            return answer.IsSuccessStatusCode ? "" : ((string)problem["type"]!).Split('/')[^1];
        }
    }

    private async Task<HttpResponseMessage> Refused(string ticket, string imei, string site)
    {
        var workOrderNumber = await host.Confirm(ticket, Engineer, site);
        return await host.Client($"engineer:{Engineer}")
            .Post(
                "/api/repair-orders/on-site",
                new
                {
                    workOrderNumber,
                    visit = 1,
                    imei,
                    faultCode = "F03",
                }
            );
    }
}
