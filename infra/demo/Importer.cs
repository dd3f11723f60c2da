using System.Text;
using System.Text.Json.Nodes;

namespace CustomerService.Demo;

/// <summary>What became of one table.</summary>
public sealed record Imported(string What, int Accepted, int Unchanged, int Refused, string? Problem)
{
    /// <summary>Whether all rows are in.</summary>
    public bool IsComplete => Problem is null && Refused == 0;
}

/// <summary>Brings in the master data through the gateway. Doing it again changes nothing.</summary>
public sealed class Importer(GatewayClient gateway, DemoData data)
{
    private static readonly (string File, string Path)[] Tables =
    [
        ("models.csv", "/api/models/import"),
        ("customers.csv", "/api/customers/import"),
        ("units.csv", "/api/units/import"),
        ("sites.csv", "/api/sites/import"),
        ("faults.csv", "/api/faults/import"),
        ("faults.csv", "/api/fault-skills/import"),
        ("parts.csv", "/api/parts/import"),
    ];

    /// <summary>Imports everything, telling of each table as it is done.</summary>
    public async Task<IReadOnlyList<Imported>> Run(Action<Imported>? done = null, CancellationToken cancellationToken = default)
    {
        var results = new List<Imported>();
        Add(await People(cancellationToken));
        foreach (var (file, path) in Tables)
        {
            Add(await Table(file, path, data.Table(file), cancellationToken));
        }

        Add(await Table("engineers", "/api/engineers/import", Encoding.UTF8.GetBytes(EngineersTable()), cancellationToken));
        Add(await Stock(cancellationToken));
        return results;

        void Add(Imported result)
        {
            results.Add(result);
            done?.Invoke(result);
        }
    }

    private async Task<Imported> Table(string what, string path, byte[] csv, CancellationToken cancellationToken)
    {
        var reply = await gateway.Import(path, csv, cancellationToken);
        var report = reply.Body as JsonObject;
        return report?["accepted"] is null
            ? new Imported($"{what} → {path}", 0, 0, 0, $"{(int)reply.Status} {reply.Text}")
            : new Imported(
                $"{what} → {path}",
                (int)report["accepted"]!,
                (int)report["unchanged"]!,
                (int)report["refused"]!,
                reply.IsSuccess ? null : report["errors"]?[0]?.ToJsonString() ?? reply.Text
            );
    }

    private string EngineersTable() =>
        string.Join(
            '\n',
            data.Engineers.Select(e => $"{e.Id},{e.HomeSite},{string.Join('|', e.Skills)},{string.Join('|', e.Models)}")
                .Prepend("id,homeSite,skills,certificates")
        );

    // C2, I9: complaints and tickets are given to people that Identity knows; nobody signs in as they, so they have no password.
    private async Task<Imported> People(CancellationToken cancellationToken)
    {
        var (registered, known) = (0, 0);
        string[] sites = ["*"];
        (string Id, string Role)[] people =
        [
            .. Scenes.ComplaintScene.Handlers.Select(id => (id, "complaintHandler")),
            .. Scenes.TicketScene.Agents.Select(id => (id, "agent")),
        ];
        foreach (var (id, role) in people)
        {
            string[] roles = [role];
            var reply = await gateway.Post(
                "/api/users",
                "administrator:DEMO",
                new { id, access = new { roles, sites } },
                null,
                cancellationToken
            );
            registered += reply.IsSuccess ? 1 : 0;
            known += reply.Code == "id-taken" ? 1 : 0;
        }

        return new Imported("agents and handlers → /api/users", registered, known, people.Length - registered - known, null);
    }

    private async Task<Imported> Stock(CancellationToken cancellationToken)
    {
        var stock = new StockRooms(gateway, data);
        foreach (var room in data.Centres.Select(c => c.Code).Prepend(StockRooms.Headquarters))
        {
            await stock.Fill(room, cancellationToken);
        }

        return new Imported("inbound documents → /api/stock/inbound", data.Centres.Count + 1, 0, 0, null);
    }
}

/// <summary>Fills stock rooms, each by one document that is booked once.</summary>
public sealed class StockRooms(GatewayClient gateway, DemoData data)
{
    /// <summary>The central stock room.</summary>
    public const string Headquarters = "HQ";

    private const int PiecesAtHeadquarters = 20;
    private const int PiecesAtSite = 8;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Lazy<Task>> _filled = new();

    /// <summary>Makes sure that the room's document is booked.</summary>
    public Task Fill(string room, CancellationToken cancellationToken) =>
        _filled
            .GetOrAdd(room, _ => new Lazy<Task>(async () =>
            {
                var quantity = room == Headquarters ? PiecesAtHeadquarters : PiecesAtSite;
                var document = $"DEMO-IN-{room}";
                var lines = data.Parts.Select(p => new { partNumber = p.Number, quantity });
                var reply = await gateway.Post(
                    "/api/stock/inbound",
                    "storekeeper:DEMO",
                    new
                    {
                        document,
                        stockRoom = room,
                        lines,
                    },
                    document,
                    cancellationToken
                );
                if (!reply.IsSuccess)
                {
                    throw new StoryStoppedException(reply.Code, $"{document}: {reply.Text}");
                }
            }))
            .Value;
}
