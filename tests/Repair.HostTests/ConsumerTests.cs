using System.Net;
using CustomerService.Contracts.Repair.Grpc;
using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Grpc.Net.Client;
using Dispatch = CustomerService.Contracts.Dispatch.V1;
using Intake = CustomerService.Contracts.Intake.V1;
using V1 = CustomerService.Contracts.Repair.V1;

namespace CustomerService.Repair.HostTests;

/// <summary>R3, R7, I6: facts of other services, twice and in any order.</summary>
[Collection(RepairCollection.Name)]
public sealed class ConsumerTests(RepairHost host)
{
    private const string Part = "CS-A1-SCREEN";
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task<RepairOrderView?> Find(string number)
    {
        using var answer = await host.Client("engineer:T1").GetAsync(new Uri($"/api/repair-orders/{number}", UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await Task.FromResult(answer).Read<RepairOrderView>();
    }

    private Task<RepairOrderView> Eventual(string number, RepairStatus status) =>
        Eventually.Gives(async () => await Find(number) is { } view && view.Status == status ? view : null, $"{number} {status}");

    private static Intake.RepairRequested Request(string ticket) =>
        new()
        {
            TicketNumber = ticket,
            RepairOrderNumber = $"{ticket}-R1",
            CustomerNumber = "C000001",
            UnitImei = RepairHost.FreshImei(),
            FaultCode = "F03",
            At = Now,
        };

    private static Dispatch.VisitCompleted Visit(string ticket, string site, string outcome, int screens) =>
        new()
        {
            TicketNumber = ticket,
            WorkOrderNumber = $"{ticket}-W1",
            Visit = 1,
            EngineerId = "E1",
            SiteCode = site,
            UnitImei = RepairHost.FreshImei(),
            FaultCode = "F03",
            Outcome = outcome,
            PartsUsed = screens == 0 ? [] : [new() { PartNumber = Part, Quantity = screens }],
            Hours = 1,
            TravelKilometres = 5,
            SignatureHash = "00",
            At = Now,
        };

    [Fact]
    public async Task ARequestThatComesTwiceMakesOneOrderThatCanBeReceived()
    {
        var request = Request(RepairHost.Fresh("T"));
        var id = Guid.NewGuid();
        await host.Publish(request, id);
        await host.Publish(request, id);
        await host.Publish(request);
        await Eventual(request.RepairOrderNumber, RepairStatus.Requested);
        var view = await host.Do(request.RepairOrderNumber, "receive", new { siteCode = "S310101", waybill = "W-1" });
        Assert.Equal(RepairStatus.Received, view.Status);
        var opened = await host.Published<V1.RepairOrderOpened>(o => o.RepairOrderNumber == request.RepairOrderNumber);
        Assert.Equal((request.TicketNumber, "ticket"), (opened.TicketNumber, opened.Origin));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ACancellationReachesTheOrderWhicheverComesFirst(bool cancelledFirst)
    {
        var request = Request(RepairHost.Fresh("T"));
        var cancelled = new Intake.TicketCancelled
        {
            TicketNumber = request.TicketNumber,
            Reason = "withdrawn",
            At = Now,
        };
        if (!cancelledFirst)
        {
            await host.Publish(request);
            await Eventual(request.RepairOrderNumber, RepairStatus.Requested);
        }

        await host.Publish(cancelled);
        await host.Publish(cancelled);
        if (cancelledFirst)
        {
            await host.Publish(request);
        }

        Assert.Equal("withdrawn", (await Eventual(request.RepairOrderNumber, RepairStatus.Cancelled)).CancelledBecause);
        await host.Published<V1.RepairOrderStatusChanged>(s => s.RepairOrderNumber == request.RepairOrderNumber && s.Status == "cancelled");
    }

    [Fact]
    public async Task RequestAndCancellationAtTheSameMomentNeverLeaveAnOpenOrder()
    {
        var requests = Enumerable.Range(0, 15).Select(_ => Request(RepairHost.Fresh("T"))).ToList();
        await Task.WhenAll(
            requests.SelectMany(r =>
                new[]
                {
                    host.Publish(r),
                    host.Publish(
                        new Intake.TicketCancelled
                        {
                            TicketNumber = r.TicketNumber,
                            Reason = "withdrawn",
                            At = Now,
                        }
                    ),
                }
            )
        );
        foreach (var request in requests)
        {
            await Eventual(request.RepairOrderNumber, RepairStatus.Cancelled);
        }
    }

    [Fact]
    public async Task ARepairOnTheSpotIsRecordedAndItsPartsAreBookedOnce()
    {
        var (ticket, site) = (RepairHost.Fresh("T"), RepairHost.Fresh("S"));
        await host.Stock(site, Part, 2);
        var visit = Visit(ticket, site, "repaired", screens: 3);
        await host.Register(visit.UnitImei!, soldDaysAgo: 100);
        var id = Guid.NewGuid();
        await host.Publish(visit, id);
        await host.Publish(visit, id);
        await host.Publish(visit);
        var view = await Eventual($"{visit.WorkOrderNumber}-R", RepairStatus.HandedOver);
        Assert.Equal(RepairOrigin.Visit, view.Origin);

        var shortage = await host.Published<V1.StockShortageReported>(s => s.StockRoom == site);
        Assert.Equal((1, $"{visit.WorkOrderNumber}/1"), (shortage.Missing, shortage.Document));
        await host.Published<V1.RepairCompleted>(r => r.RepairOrderNumber == view.Id);
        await host.Publish(Request(ticket));
        await Eventual($"{ticket}-R1", RepairStatus.Requested);
        var card = await host.Client("storekeeper:K1")
            .GetAsync(new Uri($"/api/stock/{site}/{Part}", UriKind.Relative))
            .Read<Inventory.StockCard>();
        Assert.Equal((0, 0), (card.Item.OnHand, card.Item.Reserved));
        Assert.Equal(["used", "received"], card.Movements.Select(m => m.Movement));

        // The workshop sees it as the repair that did not hold.
        Assert.Equal(view.Id, (await host.Open(visit.UnitImei!, site)).RepeatOf);
    }

    [Fact]
    public async Task PartsThatASiteNeverHadAreAShortage()
    {
        var (ticket, site) = (RepairHost.Fresh("T"), RepairHost.Fresh("S"));
        await host.Publish(Visit(ticket, site, "advised", screens: 2));
        Assert.Equal(2, (await host.Published<V1.StockShortageReported>(s => s.StockRoom == site)).Missing);
        Assert.Null(await Find($"{ticket}-W1-R"));
    }

    [Fact]
    public async Task AShortageStaysOpenUntilItsPiecesAreBookedOrWrittenOff()
    {
        var (ticket, site) = (RepairHost.Fresh("T"), RepairHost.Fresh("S"));
        var visit = Visit(ticket, site, "advised", screens: 2);
        var number = $"{visit.WorkOrderNumber}-V1-S";
        await host.Publish(visit with { PartsUsed = [.. visit.PartsUsed, visit.PartsUsed[0] with { PartNumber = "NO-SUCH-PART" }] });
        await host.Published<V1.StockShortageReported>(s => s.StockRoom == site && s.PartNumber == "NO-SUCH-PART");
        using var keeper = host.Client("storekeeper:K1");
        var open = await Shortages(keeper, site);
        Assert.Equal([(number + 1, false), (number + 2, true)], open.Select(s => (s.Id, s.IsPartUnknown)));

        object booked = new { outcome = "booked", reason = "delivered late" };
        using var early = await keeper.Post($"/api/stock/shortages/{number}1/settle", booked);
        Assert.Contains("not-enough-stock", await early.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var unknown = await keeper.Post($"/api/stock/shortages/{number}2/settle", booked);
        Assert.Contains("part-unknown", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, (await Shortages(keeper, site)).Count);

        await host.Stock(site, Part, 3);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => keeper.Post($"/api/stock/shortages/{number}1/settle", booked)));
        Assert.All(answers, answer => Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode));
        var writtenOff = new { outcome = "writtenOff", reason = "never ours" };
        await keeper.Post($"/api/stock/shortages/{number}2/settle", writtenOff).Read<Inventory.StockShortage>();
        Assert.Empty(await Shortages(keeper, site));
        var card = await keeper.GetAsync(new Uri($"/api/stock/{site}/{Part}", UriKind.Relative)).Read<Inventory.StockCard>();
        Assert.Equal(1, card.Item.OnHand);
        Assert.Equal(["used", "received"], card.Movements.Select(m => m.Movement));
    }

    private static async Task<IReadOnlyList<Inventory.StockShortage>> Shortages(HttpClient client, string site) =>
        (
            await client
                .GetAsync(new Uri($"/api/stock/shortages?room={site}", UriKind.Relative))
                .Read<ServiceDefaults.Page<Inventory.StockShortage>>()
        ).Items;

    [Fact]
    public async Task AVisitThatCannotRepairAsksForTheWorkshop()
    {
        var (ticket, site) = (RepairHost.Fresh("T"), RepairHost.Fresh("S"));
        await host.Publish(Visit(ticket, site, "needsWorkshop", screens: 0));
        Assert.Equal(site, (await Eventual($"{ticket}-W1-R", RepairStatus.Requested)).SiteCode);
    }

    [Fact]
    public async Task TheCoverFollowsTheNewestFactAboutAUnitAndUnknownIsNotExpired()
    {
        var imei = RepairHost.FreshImei();
        using var channel = GrpcChannel.ForAddress(
            "http://localhost",
            new GrpcChannelOptions { HttpHandler = host.Handler().As(Actor.System("intake")) }
        );
        var directory = new CoverDirectory.CoverDirectoryClient(channel);
        var unknown = await directory.GetCoverAsync(new GetCoverRequest { Imei = imei });
        Assert.Equal(("unknown", ""), (unknown.Status, unknown.EndsOn));

        var unit = new Intake.UnitRegistered
        {
            Imei = imei,
            Model = "CS-A1",
            SoldOn = new DateOnly(2026, 1, 10),
            InvoiceNumber = "INV",
            Revision = 2,
            At = Now,
        };
        var id = Guid.NewGuid();
        await host.Publish(unit, id);
        await Eventually.Holds(async () => await host.Catalogued(imei) is not null, "the unit known");
        await host.Publish(unit, id);
        var late = Guid.NewGuid();
        await host.Publish(unit with { SoldOn = null, Revision = 1 }, late);
        await Eventually.Holds(() => host.Handled(late), "the older fact handled");

        var cover = await directory.GetCoverAsync(new GetCoverRequest { Imei = imei, On = "2027-01-10" });
        Assert.Equal(("inWarranty", "2027-01-10"), (cover.Status, cover.EndsOn));
        Assert.Equal(["invoice-date", "in-term"], cover.Reasons);
        Assert.Equal("expired", (await directory.GetCoverAsync(new GetCoverRequest { Imei = imei, On = "2027-01-11" })).Status);
    }

    [Fact]
    public async Task AnImportWithOneBadRowTakesNoneAndARepeatChangesNothing()
    {
        using var client = host.Client("administrator:A1");
        const string header = "partNo,name,class,model,price,tracking,minimumPerSite\n";
        using var bad = await RepairHost.Import(
            client,
            "/api/parts/import",
            $"{header}Z-1,a,screen,Z,1,lot,1\nZ-2,b,screen,Z,much,lot,1\n"
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        Assert.Contains("price", await bad.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var good = $"{header}Z-1,a,screen,Z,1,lot,1\nZ-2,b,screen,Z,2,lot,1\n";
        Assert.Equal(2, (await RepairHost.Import(client, "/api/parts/import", good).Read<ImportReport>()).Accepted);
        Assert.Equal(2, (await RepairHost.Import(client, "/api/parts/import", good).Read<ImportReport>()).Unchanged);
        var parts = await client.GetAsync(new Uri("/api/parts?model=Z", UriKind.Relative)).Read<Page<Catalogue.Part>>();
        Assert.Equal(["Z-1", "Z-2"], parts.Items.Select(p => p.Id));
        Assert.Equal(15, (await client.GetAsync(new Uri("/api/faults", UriKind.Relative)).Read<Page<Catalogue.Fault>>()).Items.Count);
    }

    [Fact]
    public async Task EachVisitOfAnOrderHasAnOutcomeOfItsOwn()
    {
        var (ticket, site) = (RepairHost.Fresh("T"), RepairHost.Fresh("S"));
        var first = Visit(ticket, site, "repaired", screens: 0);
        await host.Register(first.UnitImei!, soldDaysAgo: 100);
        await host.Publish(first);
        await Eventual($"{ticket}-W1-R", RepairStatus.HandedOver);
        await host.Publish(first with { Visit = 2, Outcome = "needsWorkshop" });
        await Eventual($"{ticket}-W1-R2", RepairStatus.Requested);
    }

    [Fact]
    public async Task APlaceIsTakenAsItWasSaidLastInWhateverOrder()
    {
        var code = RepairHost.Fresh("P");
        var imei = RepairHost.FreshImei();
        var order = new
        {
            imei,
            faultCode = "F03",
            siteCode = code,
        };
        using var desk = host.Client("engineer:T1");
        using var unknown = await desk.Post("/api/repair-orders", order);
        Assert.Contains("place-unknown", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var said = new Dispatch.PlaceChanged
        {
            Code = code,
            Kind = "site",
            Status = "suspended",
            Reason = "fire",
            RegionCode = "3101",
            Latitude = 31,
            Longitude = 121,
            Hours = "08:00-20:00",
            UtcOffsetMinutes = 480,
            Capacity = 5,
            Services = ["depot"],
            Brands = [],
            Revision = 2,
            At = DateTimeOffset.UtcNow,
        };
        await host.Publish(said);
        await Eventually.Holds(async () => await Refusal() == "place-not-active", "the newer word heard");
        var older = Guid.NewGuid();
        await host.Publish(said with { Status = "active", Revision = 1 }, older);
        await Eventually.Holds(() => host.Handled(older), "the older word handled");
        Assert.Equal("place-not-active", await Refusal());

        async Task<string> Refusal()
        {
            using var answer = await desk.Post("/api/repair-orders", order);
            return (await answer.Content.ReadAsStringAsync()).Contains("place-not-active", StringComparison.Ordinal)
                ? "place-not-active"
                : "";
        }
    }
}
