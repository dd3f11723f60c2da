using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;

namespace CustomerService.EndToEnd;

/// <summary>The joined API document says enough to generate clients from it: the desk's is made of <c>contracts/openapi.json</c>.</summary>
[Collection(RunningSystemCollection.Name)]
public sealed class ApiDocumentTests(RunningSystem system)
{
    private static readonly string[] Prose = ["description", "summary", "default"];
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task EverySchemaSaysWhatItIs()
    {
        var document = await Served();
        var schemas = document["components"]!["schemas"]!.AsObject();
        Assert.Equal(["JsonElement"], schemas.Where(s => SaysNothing(s.Value!)).Select(s => s.Key));
        Assert.Equal("Any JSON.", (string?)schemas["JsonElement"]!["description"]);
        Assert.Empty(
            Objects(document)
                .Where(o => o.Node["properties"] is JsonObject)
                .SelectMany(o => o.Node["properties"]!.AsObject().Where(p => SaysNothing(p.Value!)).Select(p => $"{o.Path}/{p.Key}"))
        );
    }

    [Fact]
    public async Task ANumberIsANumberAndNothingElse()
    {
        var document = await Served();
        Assert.Empty(
            Objects(document)
                .Where(o => o.Node["type"] is JsonArray types && types.Select(t => (string?)t).Count(t => t != "null") > 1)
                .Select(o => o.Path)
        );
    }

    [Fact]
    public async Task EveryOperationHasANameAndEveryParameterIsCamelCase()
    {
        var operations = (await Served())["paths"]!
            .AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(o => (Name: $"{o.Key} {path.Key}", Operation: o.Value!)))
            .ToList();
        Assert.Empty(operations.Where(o => string.IsNullOrEmpty((string?)o.Operation["operationId"])).Select(o => o.Name));
        Assert.Empty(
            from o in operations
            from parameter in o.Operation["parameters"]?.AsArray() ?? []
            where (string?)parameter!["in"] is "query" or "path"
            let name = (string)parameter["name"]!
            where !char.IsAsciiLetterLower(name[0]) || !name.All(char.IsAsciiLetterOrDigit)
            select $"{o.Name}: {name}"
        );
    }

    [Fact]
    public async Task WhatTheDocumentInContractsPromisesIsServed()
    {
        var served = await Served();
        var file = Path.Combine(Repository.Root, "contracts", "openapi.json");
        var missing = Missing(JsonNode.Parse(await File.ReadAllTextAsync(file)), served, "").Take(20).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var found = Path.Combine(Repository.Root, ".run", "test", "openapi.json");
        Directory.CreateDirectory(Path.GetDirectoryName(found)!);
        await File.WriteAllTextAsync(found, served.ToJsonString(Readable) + "\n");
        Assert.Fail(
            $"{file} is what clients are generated from, and this of it is not served: {string.Join(", ", missing)}. "
                + $"When that is meant, copy {found} over it: it is what is served."
        );
    }

    // What is served may be more; what was promised is all there. Words for people may change.
    private static IEnumerable<string> Missing(JsonNode? promised, JsonNode? served, string path) =>
        (promised, served) switch
        {
            (JsonObject p, JsonObject s) => p.Where(member => !Prose.Contains(member.Key))
                .SelectMany(member => Missing(member.Value, s[member.Key], $"{path}/{member.Key}")),
            (JsonArray p, JsonArray s) => p.Where(item => !s.Any(other => !Missing(item, other, "").Any()))
                .Select(item => $"{path}: {item?.ToJsonString()}"),
            _ => JsonNode.DeepEquals(promised, served) ? [] : [path],
        };

    /// <summary>The document as if it came from <c>service.example</c>.</summary>
    private async Task<JsonNode> Served()
    {
        var text = await system.Cluster.Gateway.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        return JsonNode.Parse(
            text.Replace(system.Cluster.GatewayAddress.ToString(), "https://service.example/", StringComparison.Ordinal)
        )!;
    }

    private static bool SaysNothing(JsonNode schema) => schema.AsObject().All(member => Prose.Contains(member.Key));

    private static IEnumerable<(string Path, JsonObject Node)> Objects(JsonNode? node, string path = "")
    {
        if (node is JsonObject o)
        {
            return o.SelectMany(member => Objects(member.Value, $"{path}/{member.Key}")).Prepend((path, o));
        }

        return node is JsonArray a ? a.SelectMany((item, i) => Objects(item, $"{path}/{i}")) : [];
    }
}
