using System.Text.Json.Nodes;

namespace CustomerService.Demo.Fuzzing;

/// <summary>An operation of the joined API document.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Template, such as /api/tickets/{number}.</param>
/// <param name="Query">Names of its query parameters.</param>
/// <param name="Body">Schema of its JSON body, or null.</param>
/// <param name="ContentType">Type of its body, or null when it has none.</param>
/// <param name="Roles">Roles that may call it; empty when it needs no token.</param>
public sealed record Operation(
    HttpMethod Method,
    string Path,
    IReadOnlyList<string> Query,
    JsonNode? Body,
    string? ContentType,
    IReadOnlyList<string> Roles
)
{
    /// <summary>Whether it asks for a token.</summary>
    public bool NeedsToken => Roles.Count > 0;

    /// <summary>Whether it may change something.</summary>
    public bool Writes => Method != HttpMethod.Get;

    /// <summary>Whether it is about one resource that its path names.</summary>
    public bool NamesAResource => Path.Contains('{', StringComparison.Ordinal);
}

/// <summary>What the joined API document says can be asked, and examples of what may be sent.</summary>
public sealed class Surface
{
    private const int Deepest = 6;
    private readonly JsonNode _document;

    /// <summary>Reads <paramref name="document"/>.</summary>
    public Surface(JsonNode document)
    {
        _document = document;
        Operations =
        [
            .. document["paths"]!
                .AsObject()
                .SelectMany(path =>
                    path.Value!.AsObject()
                        .Where(o => o.Key is "get" or "post" or "put" or "patch" or "delete")
                        .Select(o => Read(path.Key, path.Value, o.Key, o.Value!))
                )
                .OrderBy(o => o.Path, StringComparer.Ordinal)
                .ThenBy(o => o.Method.Method, StringComparer.Ordinal),
        ];
    }

    /// <summary>All operations, in the order of their paths.</summary>
    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>Something that is as a schema says, as far as a schema can say it.</summary>
    public JsonNode? Sample(JsonNode? schema, int depth = 0)
    {
        var s = Resolve(schema);
        return s is null || depth > Deepest ? null
            : s["enum"] is JsonArray { Count: > 0 } values ? values.First(v => v is not null)!.DeepClone()
            : Type(s) switch
            {
                "object" => new JsonObject(Properties(s).Select(p => KeyValuePair.Create(p.Key, Sample(p.Value, depth + 1)))),
                "array" => new JsonArray(Sample(s["items"], depth + 1)),
                "integer" => JsonValue.Create(s["minimum"] is JsonValue least && least.TryGetValue<int>(out var from) ? from : 1),
                "number" => JsonValue.Create(1.5m),
                "boolean" => JsonValue.Create(true),
                _ => JsonValue.Create(
                    (string?)s["format"] switch
                    {
                        "date-time" => "2026-05-04T10:00:00Z",
                        "date" => "2026-05-04",
                        "time" => "10:00:00",
                        "uuid" => "01890a5d-ac96-774b-bcce-b302099a8057",
                        "uri" => "https://service.example/",
                        _ => "x",
                    }
                ),
            };
    }

    /// <summary>The fields of a body with their schemas.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonNode?>> Properties(JsonNode? schema) =>
        [.. Resolve(schema)?["properties"]?.AsObject() ?? []];

    /// <summary>The fields that a body must have.</summary>
    public IReadOnlyList<string> Required(JsonNode? schema) => [.. Resolve(schema)?["required"]?.AsArray().Select(n => (string)n!) ?? []];

    /// <summary>The type of a value without null.</summary>
    public string Type(JsonNode? schema) =>
        Resolve(schema) is not { } s
            ? "string"
            : s["type"] switch
            {
                JsonArray several => several.Select(t => (string)t!).FirstOrDefault(t => t != "null") ?? "string",
                JsonValue one => (string)one!,
                _ => s["properties"] is null ? "string" : "object",
            };

    /// <summary>The format of a value, or null.</summary>
    public string? Format(JsonNode? schema) => (string?)Resolve(schema)?["format"];

    private static Operation Read(string path, JsonNode item, string method, JsonNode operation)
    {
        var parameters = ((operation["parameters"] as JsonArray) ?? []).Concat((item["parameters"] as JsonArray) ?? []);
        var content = (operation["requestBody"]?["content"] as JsonObject)?.FirstOrDefault();
        return new Operation(
            new HttpMethod(method.ToUpperInvariant()),
            path,
            [.. parameters.Where(p => (string?)p?["in"] == "query").Select(p => (string)p!["name"]!)],
            content?.Key?.Contains("json", StringComparison.Ordinal) == true ? content.Value.Value?["schema"] : null,
            content?.Key,
            [.. (operation["x-roles"] as JsonArray ?? []).Select(r => (string)r!)]
        );
    }

    private JsonNode? Resolve(JsonNode? schema)
    {
        while (schema is JsonObject)
        {
            if ((string?)schema["$ref"] is { } reference)
            {
                schema = _document["components"]?["schemas"]?[reference.Split('/')[^1]];
            }
            else if ((schema["oneOf"] ?? schema["anyOf"] ?? schema["allOf"]) is JsonArray several && schema["properties"] is null)
            {
                schema = several.FirstOrDefault(s => (s?["type"] as JsonValue)?.ToString() != "null");
            }
            else
            {
                return schema;
            }
        }

        return null;
    }
}
