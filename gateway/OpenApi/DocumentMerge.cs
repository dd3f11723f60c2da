using System.Text.Json.Nodes;

namespace CustomerService.Gateway.OpenApi;

/// <summary>
/// Joins OpenAPI documents into one. A component that two services know under one name with different content gets the second one's prefix,
/// and so does whatever refers to it, since it then means something else too.
/// </summary>
internal sealed class DocumentMerge
{
    private const string Components = "components";
    private readonly JsonObject _paths = [];
    private readonly JsonObject _components = [];
    private readonly SortedDictionary<string, JsonObject> _tags = new(StringComparer.Ordinal);
    private readonly HashSet<string> _operations = [];

    /// <summary>Adds <paramref name="document"/>; of its paths only those that <paramref name="isServed"/> names.</summary>
    public void Add(string service, JsonObject document, Func<string, bool> isServed)
    {
        var mine = (JsonObject)document.DeepClone();
        Rename(mine, service, Clashes(mine));
        foreach (var (path, item) in mine["paths"]?.AsObject() ?? [])
        {
            if (isServed(path) && item is JsonObject operations)
            {
                AddPath(service, path, operations);
            }
        }

        foreach (var (section, entries) in mine[Components]?.AsObject() ?? [])
        {
            var target = Section(section);
            foreach (var (name, content) in entries!.AsObject())
            {
                target.TryAdd(name, content?.DeepClone());
            }
        }

        foreach (var tag in mine["tags"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            _tags.TryAdd((string)tag["name"]!, (JsonObject)tag.DeepClone());
        }
    }

    /// <summary>The joined document.</summary>
    public JsonObject ToDocument(JsonObject info) =>
        new()
        {
            ["openapi"] = "3.1.1",
            ["info"] = info,
            // Relative to where the document was fetched, so it is right behind every proxy.
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = new JsonObject(
                _paths.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))
            ),
            [Components] = _components.DeepClone(),
            ["tags"] = new JsonArray([.. _tags.Values.Select(tag => tag.DeepClone())]),
        };

    private void AddPath(string service, string path, JsonObject operations)
    {
        var target = (JsonObject)(_paths[path] ??= new JsonObject());
        foreach (var (method, operation) in operations)
        {
            var copy = operation?.DeepClone();
            if (copy is JsonObject o && (string?)o["operationId"] is { } id && !_operations.Add(id))
            {
                o["operationId"] = Prefixed(service, id);
                _operations.Add(Prefixed(service, id));
            }

            target.TryAdd(method, copy);
        }
    }

    private JsonObject Section(string name) => (JsonObject)(_components[name] ??= new JsonObject());

    /// <summary>References (<c>#/components/schemas/Name</c>) that mean something else here than in what was added so far.</summary>
    private HashSet<string> Clashes(JsonObject document)
    {
        var shared = (document[Components]?.AsObject() ?? [])
            .SelectMany(section => section.Value!.AsObject().Select(entry => (Section: section.Key, Name: entry.Key, Content: entry.Value)))
            .Where(entry => _components[entry.Section]?[entry.Name] is not null)
            .ToList();
        var clashes = shared
            .Where(e => !JsonNode.DeepEquals(e.Content, _components[e.Section]![e.Name]))
            .Select(e => Reference(e.Section, e.Name))
            .ToHashSet();
        // What refers to a renamed component is no longer the same as its namesake.
        while (
            shared.Where(e => !clashes.Contains(Reference(e.Section, e.Name)) && References(e.Content).Any(clashes.Contains)).ToList()
                is { Count: > 0 } more
        )
        {
            clashes.UnionWith(more.Select(e => Reference(e.Section, e.Name)));
        }

        return clashes;
    }

    private static void Rename(JsonObject document, string service, HashSet<string> clashes)
    {
        foreach (var clash in clashes)
        {
            var parts = clash.Split('/');
            var section = document[Components]![parts[^2]]!.AsObject();
            var content = section[parts[^1]];
            section.Remove(parts[^1]);
            section[Prefixed(service, parts[^1])] = content;
        }

        Visit(document, (owner, key, value) =>
        {
            if (clashes.Contains(value))
            {
                owner[key] = value[..(value.LastIndexOf('/') + 1)] + Prefixed(service, value[(value.LastIndexOf('/') + 1)..]);
            }
        });
    }

    private static List<string> References(JsonNode? node)
    {
        var found = new List<string>();
        Visit(node, (_, _, value) => found.Add(value));
        return found;
    }

    /// <summary>Every string that points into the components: <c>$ref</c> and the values of a discriminator's mapping.</summary>
    private static void Visit(JsonNode? node, Action<JsonObject, string, string> found)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Visit(item, found);
            }
        }
        else if (node is JsonObject owner)
        {
            foreach (var (key, child) in owner.ToList())
            {
                if (
                    child is JsonValue value
                    && value.TryGetValue<string>(out var text)
                    && text.StartsWith("#/components/", StringComparison.Ordinal)
                )
                {
                    found(owner, key, text);
                }

                Visit(child, found);
            }
        }
    }

    private static string Reference(string section, string name) => $"#/{Components}/{section}/{name}";

    private static string Prefixed(string service, string name) => $"{char.ToUpperInvariant(service[0])}{service[1..]}{name}";
}
