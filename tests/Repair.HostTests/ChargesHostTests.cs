using System.Net;
using System.Text.Json.Nodes;
using CustomerService.Repair.Charges;
using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Repair.V1;

namespace CustomerService.Repair.HostTests;

/// <summary>R9: from the accepted quote to the settled order, through HTTP to the published facts.</summary>
[Collection(RepairCollection.Name)]
public sealed class ChargesHostTests(RepairHost host)
{
    private const string Part = "CS-A1-SCREEN";

    private static readonly object Inspection = new
    {
        faultCode = "F03",
        listedFaultConfirmed = true,
        exclusion = "userDamage",
        laborHours = 1.5,
        parts = new[] { new { partNumber = Part, quantity = 1 } },
    };

    private async Task<RepairOrderView> Owing()
    {
        var (site, imei) = (RepairHost.Fresh("S"), RepairHost.FreshImei());
        await host.Register(imei, soldDaysAgo: 100);
        var order = await host.Open(imei, site);
        await host.Do(order.Id, "diagnose", Inspection);
        return await host.Do(order.Id, "quote/accept", new { version = 1 });
    }

    private static object Payment(decimal amount, string reference, string kind = "card") =>
        new
        {
            amount,
            kind,
            reference,
        };

    private static async Task<string> Code(HttpResponseMessage answer)
    {
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return ((string?)problem["type"])?.Split('/')[^1] ?? "";
    }

    private async Task<bool> Listed(string settlement, RepairOrderView order)
    {
        var path = new Uri($"/api/repair-orders?settlement={settlement}&site={order.SiteCode}", UriKind.Relative);
        var page = await host.Client("engineer:T1").GetAsync(path).Read<Page<RepairOrderView>>();
        return page.Items.Any(row => row.Id == order.Id);
    }

    [Fact]
    public async Task AnAcceptedQuoteIsChargedPaidInPartsAndWaivedForTheRest()
    {
        var order = await Owing();
        Assert.Equal((SettlementStatus.Open, 651.86m), (order.Settlement, order.Charges?.Due));
        Assert.Equal([Part, "1"], order.Charges?.Lines.Select(line => line.Item));
        Assert.True(await Listed("open", order));

        await host.Do(order.Id, "payments", Payment(600, "RC-1"));
        await host.Do(order.Id, "payments", Payment(600, "RC-1"));
        using var more = await host.Client("engineer:T1").Post($"/api/repair-orders/{order.Id}/payments", Payment(51.87m, "RC-2"));
        Assert.Equal("more-than-due", await Code(more));
        using var engineer = await host.Client("engineer:T1")
            .Post($"/api/repair-orders/{order.Id}/waivers", new { amount = 51.86m, reason = "goodwill" });
        Assert.Equal(HttpStatusCode.Forbidden, engineer.StatusCode);
        using var lead = host.Client("supervisor:S1");
        var settled = await lead.Post($"/api/repair-orders/{order.Id}/waivers", new { amount = 51.86m, reason = "goodwill" })
            .Read<RepairOrderView>();
        Assert.Equal((SettlementStatus.Settled, 0m), (settled.Settlement, settled.Charges?.Due));
        Assert.Equal(["card", "waived"], settled.Charges?.Movements.Select(movement => movement.Kind));
        Assert.True(await Listed("settled", order) && !await Listed("open", order));

        await host.Published<V1.RepairSettlementChanged>(s => s.RepairOrderNumber == order.Id && s.Status == "settled");
        var facts = host.PublishedSoFar<V1.RepairSettlementChanged>(s => s.RepairOrderNumber == order.Id).OrderBy(s => s.Revision).ToList();
        Assert.Equal(
            [("charged", 651.86m, 651.86m), ("paid", 600m, 51.86m), ("waived", 51.86m, 0m)],
            facts.Select(fact => (fact.Cause, fact.Amount, fact.Due))
        );
        Assert.Equal("card", facts[1].PaymentKind);
    }

    [Fact]
    public async Task TheSameMoneyFromTenSidesAtOnceIsTakenOnce()
    {
        var order = await Owing();
        await using var second = await host.StartReplica();
        HttpClient[] clients = [host.Client("engineer:T1"), host.Client(second, "engineer:T2")];
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => clients[i % 2].Post($"/api/repair-orders/{order.Id}/payments", Payment(651.86m, $"RC-{i}")))
        );
        Assert.Equal(
            [HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.Conflict, 9)],
            answers.Select(answer => answer.StatusCode).Order()
        );
        var cancelled = await host.Do(order.Id, "cancel", new { reason = "withdrawn" });
        Assert.Equal((SettlementStatus.ReturnDue, -651.86m), (cancelled.Settlement, cancelled.Charges?.Due));
        using var lead = host.Client("supervisor:S1");
        var back = await lead.Post($"/api/repair-orders/{order.Id}/payment-returns", new { amount = 651.86m, reference = "RT-1" })
            .Read<RepairOrderView>();
        Assert.Equal((SettlementStatus.None, 0m), (back.Settlement, back.Charges?.Paid));
    }

    [Fact]
    public async Task APriceListHoldsFromItsDayAndIsNotChangedThen()
    {
        using var prices = host.Client("administrator:A1");
        var tomorrow = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddHours(8).Date).AddDays(400);
        var list = new
        {
            validFrom = tomorrow,
            labor = new[] { new { level = 1, perHour = 90 }, new { level = 2, perHour = 140 } },
            travelPerKilometre = 2.5,
            parts = new[] { new { partNumber = Part, price = 499.5 } },
        };
        await prices.Post("/api/price-lists", list).Read<PriceList>();
        var again = await prices.Post("/api/price-lists", list).Read<PriceList>();
        Assert.Equal((tomorrow.ToString("O"), 140m), (again.Id, again.Labor[1].PerHour));
        using var unknown = await prices.Post("/api/price-lists", list with { parts = [new { partNumber = "NONE", price = 1.0 }] });
        Assert.Equal("part-unknown", await Code(unknown));
        using var past = await prices.Post("/api/price-lists", list with { validFrom = new DateOnly(2020, 1, 1) });
        Assert.Equal("price-list-in-the-past", await Code(past));
        using var empty = await prices.Post("/api/price-lists", new { validFrom = tomorrow, labor = Array.Empty<object>() });
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);

        // What holds from later on changes no quote of today.
        Assert.Equal((651.86m, ""), ((await Owing()).Charges!.Charged, (await Owing()).Quote!.PriceList));
        var all = await host.Client("engineer:T1").GetAsync(new Uri("/api/price-lists", UriKind.Relative)).Read<Page<PriceList>>();
        Assert.Contains(all.Items, row => row.Id == again.Id);
    }
}
