using System.Text.Json.Nodes;

namespace CustomerService.Demo;

/// <summary>Where everything stands after a story, read through the gateway.</summary>
public sealed record StoryReport(
    IReadOnlyDictionary<string, int> Tickets,
    IReadOnlyDictionary<string, int> WorkOrders,
    IReadOnlyDictionary<string, int> RepairOrders,
    IReadOnlyDictionary<string, int> WarrantyRows,
    IReadOnlyDictionary<string, int> PartsUsed,
    IReadOnlyDictionary<string, int> Complaints,
    JsonNode? SurveyResults
)
{
    /// <summary>Reads all lists.</summary>
    public static async Task<StoryReport> Read(GatewayClient gateway, CancellationToken cancellationToken = default)
    {
        var workOrders = await All("work-orders");
        var repairOrders = await All("repair-orders");
        var parts = workOrders
            .SelectMany(o => o["visits"]!.AsArray().SelectMany(v => v!["report"]?["partsUsed"]?.AsArray() ?? []))
            .Concat(
                repairOrders
                    .Where(o => (string?)o["status"] == "handedOver" && (string?)o["origin"] != "visit")
                    .SelectMany(o => o["parts"]!.AsArray())
            );
        return new StoryReport(
            Count(await All("tickets"), t => (string?)t["status"]),
            Count(workOrders, o => (string?)o["status"]),
            Count(repairOrders, o => (string?)o["status"]),
            Count(repairOrders, o =>
                o["warrantyDecisions"] is JsonArray { Count: > 0 } decisions ? (string?)decisions[^1]!["decision"]!["row"] : "none"
            ),
            parts.GroupBy(p => (string)p!["partNumber"]!).ToDictionary(g => g.Key, g => g.Sum(p => (int)p!["quantity"]!)),
            Count(await All("complaints"), c => (string?)c["status"]),
            (await gateway.Get("/api/survey-results", cancellationToken)).Body
        );

        Task<IReadOnlyList<JsonNode>> All(string resource) => gateway.All($"/api/{resource}?limit=200", cancellationToken);
    }

    private static Dictionary<string, int> Count(IReadOnlyList<JsonNode> items, Func<JsonNode, string?> by) =>
        items.GroupBy(i => by(i) ?? "?").OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count());
}
