using System.Net;
using System.Net.Http.Json;
using CustomerService.Repair.Inventory;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Repair.V1;

namespace CustomerService.Repair.HostTests;

/// <summary>R7: stock through HTTP, on the real database, under competition.</summary>
[Collection(RepairCollection.Name)]
public sealed class StockHostTests(RepairHost host)
{
    private const string Part = "CS-A1-SCREEN";

    [Fact]
    public async Task TwentyReserversOfTenPiecesOverThreeReplicasGetExactlyTen()
    {
        var room = RepairHost.Fresh("S");
        await host.Stock(room, Part, 10);
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        HttpClient[] clients = [host.Client("engineer:T1"), host.Client(second, "engineer:T2"), host.Client(third, "engineer:T3")];

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    clients[i % 3]
                        .Post(
                            "/api/stock/reservations",
                            new
                            {
                                document = $"D{i}",
                                stockRoom = room,
                                partNumber = Part,
                                quantity = 1,
                                reason = "show",
                            }
                        )
                )
        );

        Assert.Equal(10, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.OK))
        {
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            Assert.Contains("/problems/not-enough-stock", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var card = await Card(room);
        Assert.Equal((10, 10, 0), (card.Item.OnHand, card.Item.Reserved, card.Item.Available));
        Assert.Equal(11, card.Movements.Count);
        await host.Published<V1.StockMoved>(m => m.StockRoom == room && m.Reserved == 10);
    }

    [Fact]
    public async Task DocumentsWithTheSamePartsInAnyOrderDoNotBlockEachOther()
    {
        const int documents = 30;
        string[] parts = ["CS-A1-KEY", "CS-A1-BOARD", "CS-A1-SHELL", Part];
        var room = RepairHost.Fresh("S");
        using var client = host.Client("storekeeper:K1");
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, documents)
                .Select(i =>
                    client.Post(
                        "/api/stock/inbound",
                        new
                        {
                            document = $"{room}-{i}",
                            stockRoom = room,
                            lines = (i % 2 == 0 ? parts : parts.Reverse()).Select(partNumber => new { partNumber, quantity = 1 }),
                        }
                    )
                )
        );

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(documents, (await Card(room)).Item.OnHand);
    }

    [Fact]
    public async Task TheSameInboundDocumentCountsOnceAlsoFromTwoSidesAtOnce()
    {
        var room = RepairHost.Fresh("S");
        var document = RepairHost.Fresh("IN");
        using var client = host.Client("storekeeper:K1");
        var body = new
        {
            document,
            stockRoom = room,
            lines = new[]
            {
                new
                {
                    partNumber = Part,
                    quantity = 5,
                    unitCost = 500,
                },
            },
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.Post("/api/stock/inbound", body)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(5, (await Card(room)).Item.OnHand);
        using var other = await client.Post(
            "/api/stock/inbound",
            new
            {
                document,
                stockRoom = room,
                lines = new[] { new { partNumber = Part, quantity = 6 } },
            }
        );
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Contains("document-differs", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownPartsAndZeroPiecesAreRefused()
    {
        using var client = host.Client("storekeeper:K1");
        using var unknown = await client.Post(
            "/api/stock/inbound",
            new
            {
                document = "X",
                stockRoom = "HQ",
                lines = new[] { new { partNumber = "NO-SUCH", quantity = 1 } },
            }
        );
        using var zero = await client.Post(
            "/api/stock/inbound",
            new
            {
                document = "X",
                stockRoom = "HQ",
                lines = new[] { new { partNumber = Part, quantity = 0 } },
            }
        );
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Contains("part-unknown", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, zero.StatusCode);
        Assert.Contains("/lines/0/quantity", await zero.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReleasesAndAdjustmentsAreSafeToRepeat()
    {
        var room = RepairHost.Fresh("S");
        await host.Stock(room, Part, 10);
        using var client = host.Client("storekeeper:K1");
        var reservation = new
        {
            document = "D",
            stockRoom = room,
            partNumber = Part,
            quantity = 4,
            reason = "show",
        };
        await client.Post("/api/stock/reservations", reservation).Read<StockItem>();
        await client.Post("/api/stock/reservations", reservation).Read<StockItem>();
        Assert.Equal(4, (await Card(room)).Item.Reserved);
        await client
            .Post(
                "/api/stock/reservations/release",
                new
                {
                    document = "D",
                    stockRoom = room,
                    partNumber = Part,
                }
            )
            .Read<StockItem>();
        Assert.Equal(
            0,
            (
                await client
                    .Post(
                        "/api/stock/reservations/release",
                        new
                        {
                            document = "D",
                            stockRoom = room,
                            partNumber = Part,
                        }
                    )
                    .Read<StockItem>()
            ).Reserved
        );

        var adjustment = new
        {
            document = "ADJ",
            stockRoom = room,
            partNumber = Part,
            quantity = -10,
            reason = "count",
        };
        await client.Post("/api/stock/adjustments", adjustment).Read<StockItem>();
        Assert.Equal(0, (await client.Post("/api/stock/adjustments", adjustment).Read<StockItem>()).OnHand);
        using var below = await client.Post(
            "/api/stock/adjustments",
            new
            {
                document = "ADJ2",
                stockRoom = room,
                partNumber = Part,
                quantity = -1,
                reason = "count",
            }
        );
        Assert.Equal(HttpStatusCode.Conflict, below.StatusCode);
    }

    [Fact]
    public async Task ListsGoOnWhereTheyStopped()
    {
        var room = RepairHost.Fresh("S");
        foreach (var part in new[] { "CS-A1-KEY", "CS-A1-BOARD", "CS-A1-SHELL" })
        {
            await host.Stock(room, part, 1);
        }

        using var client = host.Client("storekeeper:K1");
        var first = await client.GetFromJsonAsync<Page<StockItem>>(
            new Uri($"/api/stock?room={room}&limit=2", UriKind.Relative),
            ServiceDefaults.Json.Options
        );
        var second = await client.GetFromJsonAsync<Page<StockItem>>(new Uri(first!.Next!, UriKind.Relative), ServiceDefaults.Json.Options);
        Assert.Equal(["CS-A1-BOARD", "CS-A1-KEY"], first.Items.Select(i => i.PartNumber));
        Assert.Equal(["CS-A1-SHELL"], second!.Items.Select(i => i.PartNumber));
        Assert.Null(second.Next);
        var rooms = await client.GetFromJsonAsync<Page<StockRoom>>(
            new Uri("/api/stock-rooms", UriKind.Relative),
            ServiceDefaults.Json.Options
        );
        Assert.Contains(rooms!.Items, r => r.Id == room && r.Kind == "site");
    }

    private async Task<StockCard> Card(string room) =>
        await host.Client("storekeeper:K1").GetAsync(new Uri($"/api/stock/{room}/{Part}", UriKind.Relative)).Read<StockCard>();
}
