using System.Net;
using CustomerService.Repair.RepairOrders;
using CustomerService.Repair.Warranty;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Repair.V1;

namespace CustomerService.Repair.HostTests;

/// <summary>R1, R2, R3: repair orders through HTTP to stored events and published facts.</summary>
[Collection(RepairCollection.Name)]
public sealed class RepairOrderHostTests(RepairHost host)
{
    private const string Part = "CS-A1-SCREEN";

    private static object Inspection(int screens = 1, string exclusion = "none") =>
        new
        {
            faultCode = "F03",
            listedFaultConfirmed = true,
            exclusion,
            laborHours = 1.5,
            parts = new[] { new { partNumber = Part, quantity = screens } },
        };

    private async Task<(string Number, string Site, string Imei)> Diagnosed(int stock, int soldDaysAgo = 100, string exclusion = "none")
    {
        var (site, imei) = (RepairHost.Fresh("S"), RepairHost.FreshImei());
        await host.Register(imei, soldDaysAgo);
        if (stock > 0)
        {
            await host.Stock(site, Part, stock);
        }

        var order = await host.Open(imei, site);
        await host.Do(order.Id, "diagnose", Inspection(exclusion: exclusion));
        return (order.Id, site, imei);
    }

    private async Task<Inventory.StockItem> Stock(string site) =>
        (
            await host.Client("storekeeper:K1").GetAsync(new Uri($"/api/stock/{site}/{Part}", UriKind.Relative)).Read<Inventory.StockCard>()
        ).Item;

    [Fact]
    public async Task AFreeRepairFromTheCounterToTheHandOver()
    {
        var (number, site, imei) = await Diagnosed(stock: 2);
        Assert.Equal(RepairStatus.InRepair, (await host.Do(number, "reserve-parts")).Status);
        Assert.Equal((2, 1), ((await Stock(site)).OnHand, (await Stock(site)).Reserved));
        await host.Do(number, "finish");
        Assert.Equal((1, 0), ((await Stock(site)).OnHand, (await Stock(site)).Reserved));
        await host.Do(number, "quality-check", new { passed = true, note = "works" });
        var view = await host.Do(number, "hand-over");
        Assert.Equal(RepairStatus.HandedOver, view.Status);
        Assert.Equal("H8", view.WarrantyDecisions.Single().Decision.Row);

        var completed = await host.Published<V1.RepairCompleted>(r => r.RepairOrderNumber == number);
        Assert.Equal((imei, false), (completed.UnitImei, completed.RepeatRepair));
        await host.Published<V1.RepairOrderStatusChanged>(s => s.RepairOrderNumber == number && s.Status == "handedOver");
        var statuses = host.PublishedSoFar<V1.RepairOrderStatusChanged>(s => s.RepairOrderNumber == number)
            .OrderBy(s => s.Revision)
            .ToList();
        Assert.Equal(["received", "diagnosed", "inRepair", "qualityCheck", "ready", "handedOver"], statuses.Select(s => s.Status));
        Assert.Equal(Enumerable.Range(1, 6), statuses.Select(s => s.Revision));
        Assert.Equal("H8", (await host.Published<V1.WarrantyDecided>(w => w.RepairOrderNumber == number)).Row);
        await host.Published<V1.StockMoved>(m => m.StockRoom == site && m.Movement == "used" && m.Document == number);

        // The same fault comes back at once: a repeat repair, and counted for the unit.
        var again = await host.Open(imei, site);
        Assert.Equal(number, again.RepeatOf);
        Assert.True((await host.Published<V1.RepairOrderOpened>(o => o.RepairOrderNumber == again.Id)).RepeatRepair);
        var decided = await host.Do(again.Id, "diagnose", Inspection());
        Assert.Equal(1, decided.WarrantyDecisions[^1].Claim.CompletedRepairs);
        Assert.Contains("repeat-repair", decided.WarrantyDecisions[^1].Decision.Reasons);
    }

    [Fact]
    public async Task APaidRepairWaitsForTheAnswerToItsQuote()
    {
        var (number, _, _) = await Diagnosed(stock: 1, exclusion: "userDamage");
        Assert.Equal(651.86m, (await host.Published<V1.RepairQuoted>(q => q.RepairOrderNumber == number)).Amount);
        using var early = await host.Client("engineer:T1").Post($"/api/repair-orders/{number}/reserve-parts", new { });
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.Equal(RepairStatus.ReturnedUnrepaired, (await host.Do(number, "quote/decline", new { version = 1 })).Status);
    }

    [Fact]
    public async Task ASecondLookAddsPartsAndANewVersionOfTheQuote()
    {
        const string keys = "CS-A1-BATTERY";
        var (number, site, _) = await Diagnosed(stock: 1, exclusion: "userDamage");
        await host.Stock(site, keys, 1);
        await host.Do(number, "quote/accept", new { version = 1 });
        await host.Do(number, "reserve-parts");
        await host.Do(number, "finish");
        await host.Do(number, "quality-check", new { passed = false, note = "does not charge" });
        var more = new
        {
            parts = new[] { new { partNumber = keys, quantity = 1 } },
            laborHours = 0.5,
            cause = "The battery is swollen.",
        };
        var quoted = await host.Do(number, "look-again", more);
        Assert.Equal((RepairStatus.Quoted, 2, 843.82m), (quoted.Status, quoted.Quote?.Version, quoted.Quote?.Amount));
        Assert.Equal(2, (await host.Published<V1.RepairQuoted>(q => q.RepairOrderNumber == number && q.Amount == 843.82m)).Version);
        using var unseen = await host.Client("engineer:T1").Post($"/api/repair-orders/{number}/quote/accept", new { version = 1 });
        Assert.Contains("quote-replaced", await unseen.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await host.Do(number, "quote/accept", new { version = 2 });
        Assert.Equal(RepairStatus.InRepair, (await host.Do(number, "reserve-parts")).Status);
        var finished = await host.Do(number, "finish");
        Assert.Equal([Part, keys], finished.UsedParts.Select(line => line.PartNumber));
        Assert.Equal([true, true], finished.Quotes.Select(quote => quote.Accepted));
        Assert.Equal((0, 0), ((await Stock(site)).OnHand, (await Stock(site)).Reserved));
    }

    [Fact]
    public async Task AnOrderWithoutPartsGoesOnWhenTheyArrive()
    {
        var (number, site, _) = await Diagnosed(stock: 0);
        var waiting = await host.Do(number, "reserve-parts");
        Assert.Equal(RepairStatus.AwaitingParts, waiting.Status);
        Assert.Equal(Part, waiting.MissingParts.Single().PartNumber);
        await host.Stock(site, Part, 1);
        await Eventually.Holds(async () => (await View(number)).Status == RepairStatus.InRepair, "the order going on");
        Assert.Equal(1, (await Stock(site)).Reserved);
    }

    [Fact]
    public async Task AStorekeeperCannotReleaseAnOrdersPartsButTakesThemBackWithAReason()
    {
        var (number, site, _) = await Diagnosed(stock: 1);
        await host.Do(number, "reserve-parts");
        var item = new { stockRoom = site, partNumber = Part };
        using var keeper = host.Client("storekeeper:K1");
        var release = new
        {
            document = number,
            item.stockRoom,
            item.partNumber,
        };
        await keeper.Post("/api/stock/reservations/release", release).Read<Inventory.StockItem>();
        var held = Assert.Single((await Stock(site)).Reservations);
        Assert.Equal((Inventory.StockOwnerKind.RepairOrder, number, 1), (held.Owner.Kind, held.Owner.Number, held.Quantity));

        var takeBack = new
        {
            kind = "repairOrder",
            number,
            item.stockRoom,
            item.partNumber,
            reason = "needed for a key customer",
        };
        Assert.Equal(1, (await keeper.Post("/api/stock/reservations/take-back", takeBack).Read<Inventory.StockItem>()).Available);
        var told = await View(number);
        Assert.Equal((RepairStatus.AwaitingParts, takeBack.reason), (told.Status, told.PartsTakenBackBecause));
        using var twice = await keeper.Post("/api/stock/reservations/take-back", takeBack);
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);

        // The order is not stuck: it goes on when it has its part again.
        Assert.Equal(RepairStatus.InRepair, (await host.Do(number, "reserve-parts")).Status);
        Assert.Equal(RepairStatus.QualityCheck, (await host.Do(number, "finish")).Status);
    }

    [Fact]
    public async Task ACancelledOrderGivesBackAndTheNextOneGoesOn()
    {
        var (number, site, _) = await Diagnosed(stock: 1);
        await host.Do(number, "reserve-parts");
        await host.Register(RepairHost.FreshImei(), 100);
        var other = await host.Open(RepairHost.FreshImei(), site);
        await host.Do(other.Id, "diagnose", Inspection());
        await host.Do(other.Id, "quote/accept", new { version = 1 });
        Assert.Equal(RepairStatus.AwaitingParts, (await host.Do(other.Id, "reserve-parts")).Status);

        Assert.Equal(RepairStatus.Cancelled, (await host.Do(number, "cancel", new { reason = "withdrawn" })).Status);
        await Eventually.Holds(async () => (await View(other.Id)).Status == RepairStatus.InRepair, "the other order going on");
    }

    [Fact]
    public async Task OnlyWhatTheTableOffersCanBeChosen()
    {
        var (number, _, _) = await Diagnosed(stock: 1, soldDaysAgo: 10);
        using var refund = await host.Client("engineer:T1").Post($"/api/repair-orders/{number}/choose", new { option = "refund" });
        Assert.Equal(HttpStatusCode.Conflict, refund.StatusCode);
        Assert.Equal(RepairStatus.Exchanged, (await host.Do(number, "choose", new { option = "exchange" })).Status);
    }

    [Fact]
    public async Task TenOrdersOnFivePiecesOverThreeReplicasGetExactlyFive()
    {
        var site = RepairHost.Fresh("S");
        await host.Stock(site, Part, 5);
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        HttpClient[] clients = [host.Client("engineer:T1"), host.Client(second, "engineer:T2"), host.Client(third, "engineer:T3")];
        var numbers = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            var order = await host.Open(RepairHost.FreshImei(), site);
            await host.Do(order.Id, "diagnose", Inspection());
            await host.Do(order.Id, "quote/accept", new { version = 1 });
            numbers.Add(order.Id);
        }

        var views = await Task.WhenAll(
            numbers.Select((n, i) => clients[i % 3].Post($"/api/repair-orders/{n}/reserve-parts", new { }).Read<RepairOrderView>())
        );
        Assert.Equal(5, views.Count(v => v.Status == RepairStatus.InRepair));
        Assert.Equal(5, views.Count(v => v.Status == RepairStatus.AwaitingParts));
        Assert.Equal((5, 5), ((await Stock(site)).OnHand, (await Stock(site)).Reserved));
    }

    [Fact]
    public async Task AnInspectionNeedsAKnownFaultAndAVersionThatIsCurrent()
    {
        var order = await host.Open(RepairHost.FreshImei(), RepairHost.Fresh("S"));
        using var client = host.Client("engineer:T1");
        using var unknown = await client.Post(
            $"/api/repair-orders/{order.Id}/diagnose",
            new
            {
                faultCode = "F99",
                listedFaultConfirmed = true,
                laborHours = 1,
                parts = Array.Empty<object>(),
            }
        );
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        using var hours = await client.Post(
            $"/api/repair-orders/{order.Id}/diagnose",
            new
            {
                faultCode = "F03",
                listedFaultConfirmed = true,
                laborHours = -1,
                parts = Array.Empty<object>(),
            }
        );
        Assert.Equal(HttpStatusCode.BadRequest, hours.StatusCode);
        client.DefaultRequestHeaders.Add("If-Match", "\"1\"");
        using var stale = await client.Post($"/api/repair-orders/{order.Id}/diagnose", Inspection());
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
    }

    [Fact]
    public async Task AnUploadedTableIsTriedFirstAndDecidesFromItsDay()
    {
        await Diagnosed(stock: 0);
        using var rules = host.Client("administrator:A1");
        var path = new Uri("/api/warranty/tables", UriKind.Relative);
        var shipped = (await rules.GetAsync(path).Read<List<WarrantyTable>>())[0];
        var day = new DateOnly(2199, 12, 1);
        var later = shipped with { Version = "test-2199.1", ValidFrom = day, Terms = shipped.Terms.ToDictionary(t => t.Key, _ => 1) };
        var tried = await rules.Post($"{path}?dryRun=true", later).Read<WarrantyTableReport>();
        Assert.False(tried.Taken);
        Assert.Contains(tried.Differences, difference => (difference.Row, difference.NewRow) == ("H8", "X1"));
        Assert.DoesNotContain(await rules.GetAsync(path).Read<List<WarrantyTable>>(), table => table.Version == later.Version);

        Assert.True((await rules.Post($"{path}", later).Read<WarrantyTableReport>()).Taken);
        Assert.False((await rules.Post($"{path}", later).Read<WarrantyTableReport>()).Taken);
        var sold = new
        {
            part = "host",
            handedInOn = day,
            on = day,
            soldOn = day.AddDays(-100),
            hasInvoice = true,
        };
        Assert.Equal("test-2199.1", (await rules.Post("/api/warranty/decisions", sold).Read<WarrantyDecision>()).TableVersion);
        using var past = await rules.Post($"{path}", later with { Version = "x", ValidFrom = new DateOnly(2020, 1, 1) });
        Assert.Equal(HttpStatusCode.Conflict, past.StatusCode);
        using var wrong = await rules.Post($"{path}", later with { Version = "x", RefundDays = -1 });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var reader = await host.Client("engineer:T1").Post($"{path}", later);
        Assert.Equal(HttpStatusCode.Forbidden, reader.StatusCode);
    }

    [Fact]
    public async Task TheTableAnswersQuestionsWithoutStoringThem()
    {
        using var client = host.Client("engineer:T1");
        var decision = await client
            .Post(
                "/api/warranty/decisions",
                new
                {
                    part = "host",
                    handedInOn = "2026-01-17",
                    on = "2026-01-17",
                    soldOn = "2026-01-10",
                    listedFault = true,
                    invoicePrice = 1999,
                }
            )
            .Read<WarrantyDecision>();
        Assert.Equal(("H1", 1999m), (decision.Row, decision.RefundAmount));
        var tables = await client.GetAsync(new Uri("/api/warranty/tables", UriKind.Relative)).Read<List<WarrantyTable>>();
        Assert.Contains(tables, t => t.Version == decision.TableVersion);
    }

    private Task<RepairOrderView> View(string number) =>
        host.Client("engineer:T1").GetAsync(new Uri($"/api/repair-orders/{number}", UriKind.Relative)).Read<RepairOrderView>();
}
