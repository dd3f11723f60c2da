using System.Text.Json.Nodes;
using NJsonSchema;

namespace CustomerService.TestSupport;

/// <summary>The AsyncAPI document of the ticket event stream, and whether a message is as it says (E5).</summary>
public sealed class AsyncApi
{
    private readonly Dictionary<string, JsonSchema> _schemas = [];

    private AsyncApi(JsonObject document) => Document = document;

    /// <summary>The document.</summary>
    public JsonObject Document { get; }

    /// <summary>Types of events that it describes.</summary>
    public IReadOnlyCollection<string> Types => _schemas.Keys;

    /// <summary>Reads <c>contracts/asyncapi.json</c>.</summary>
    public static Task<AsyncApi> Load() =>
        Read(JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "contracts", "asyncapi.json")))!.AsObject());

    /// <summary>Reads a document.</summary>
    public static async Task<AsyncApi> Read(JsonObject document)
    {
        var api = new AsyncApi(document);
        // A schema validator knows its own place for definitions only.
        var definitions = document["components"]!["schemas"]!
            .ToJsonString()
            .Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal);
        foreach (var (name, message) in document["components"]!["messages"]!.AsObject())
        {
            var schema = JsonNode
                .Parse(message!["payload"]!.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal))!
                .AsObject();
            schema["definitions"] = JsonNode.Parse(definitions);
            api._schemas[name] = await JsonSchema.FromJsonAsync(schema.ToJsonString());
        }

        return api;
    }

    /// <summary>What is wrong with a CloudEvent; nothing when it is as described.</summary>
    public IReadOnlyList<string> Violations(string cloudEvent)
    {
        var type = (string?)JsonNode.Parse(cloudEvent)!["type"] ?? "";
        return _schemas.TryGetValue(type, out var schema)
            ? [.. schema.Validate(cloudEvent).Select(error => $"{type}: {error.Kind} {error.Path}")]
            : [$"{type} is not described"];
    }
}
