using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CustomerService.EndToEnd;

/// <summary>What people and other systems meet first: the API's page and document, and the tail of the stream.</summary>
[Collection(RunningSystemCollection.Name)]
public sealed class SurfaceTests(RunningSystem system)
{
    [Fact]
    public async Task TheJoinedDocumentHasAllResources()
    {
        var document = await system.JoinedDocument();
        var paths = document["paths"]!.AsObject().Select(p => p.Key).ToList();
        foreach (
            var prefix in (string[])
                [
                    "/api/tickets",
                    "/api/customers",
                    "/api/units",
                    "/api/models",
                    "/api/service-level-policies",
                    "/api/service-calendars",
                    "/api/sites",
                    "/api/engineers",
                    "/api/fault-skills",
                    "/api/work-orders",
                    "/api/parts",
                    "/api/faults",
                    "/api/stock",
                    "/api/stock-rooms",
                    "/api/repair-orders",
                    "/api/warranty",
                    "/api/complaints",
                    "/api/survey-invitations",
                    "/api/survey-results",
                    "/api/call-backs",
                    "/api/subscribers",
                    "/api/ticket-events",
                ]
        )
        {
            Assert.Contains(paths, path => path == prefix || path.StartsWith($"{prefix}/", StringComparison.Ordinal));
        }

        var operations = document["paths"]!
            .AsObject()
            .SelectMany(p => p.Value!.AsObject())
            .Select(o => (string?)o.Value!["operationId"])
            .OfType<string>()
            .ToList();
        Assert.Equal(operations.Count, operations.Distinct().Count());
        var schemas = document["components"]!["schemas"]!.AsObject().Select(s => $"#/components/schemas/{s.Key}").ToHashSet();
        Assert.Empty(References(document).Except(schemas));
    }

    [Fact]
    public async Task ThePageAnswers()
    {
        var page = await system.Cluster.Gateway.GetStringAsync(new Uri("/docs", UriKind.Relative));
        Assert.Contains("CustomerService API", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheTailPrintsTheStream()
    {
        // The program where it was built: beside the tests it shares their libraries, which are not all it needs.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var demo = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "../../../../../infra/demo/bin", configuration, "net10.0/Demo.dll")
        );
        var start = new ProcessStartInfo("dotnet", [demo, "tail", "--from", "first", "--count", "5"])
        {
            RedirectStandardOutput = true,
            Environment = { ["CUSTOMERSERVICE_RABBITMQ"] = system.Cluster.VirtualHost.ToString() },
        };
        using var tail = Process.Start(start)!;
        var printed = await tail.StandardOutput.ReadToEndAsync();
        await tail.WaitForExitAsync();
        Assert.Equal(0, tail.ExitCode);
        Assert.Equal(
            5,
            printed
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Count(line => line.Contains("customerservice.", StringComparison.Ordinal))
        );
    }

    private static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.SelectMany(p => p.Key == "$ref" ? [(string)p.Value!] : References(p.Value)),
            JsonArray a => a.SelectMany(References),
            _ => [],
        };
}
