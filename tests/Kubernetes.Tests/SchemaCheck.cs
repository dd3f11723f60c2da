using System.Text.Json;
using System.Text.Json.Nodes;

namespace CustomerService.Kubernetes.Tests;

/// <summary>
/// The part of OpenAPI that definitions of custom resources are written in: unknown fields, types, enumerations, required fields.
/// </summary>
internal static class SchemaCheck
{
    public static IEnumerable<string> Problems(JsonNode? value, JsonObject schema, string path)
    {
        if (value is null || schema["x-kubernetes-int-or-string"] is not null)
        {
            return [];
        }

        if (!HasType(value, (string?)schema["type"]))
        {
            return [$"{path}: {value.GetValueKind()} instead of {schema["type"]}"];
        }

        if (schema["enum"] is JsonArray allowed && allowed.All(a => a!.ToJsonString() != value.ToJsonString()))
        {
            return [$"{path}: {value} is none of {allowed.ToJsonString()}"];
        }

        return value switch
        {
            JsonArray items when schema["items"] is JsonObject each => items.SelectMany((item, i) => Problems(item, each, $"{path}[{i}]")),
            JsonObject fields => OfFields(fields, schema, path),
            _ => [],
        };
    }

    private static IEnumerable<string> OfFields(JsonObject fields, JsonObject schema, string path)
    {
        var properties = schema["properties"] as JsonObject;
        var open =
            schema["x-kubernetes-preserve-unknown-fields"] is not null
            || schema["additionalProperties"] is not null
            || properties is null
            || path.EndsWith("metadata", StringComparison.Ordinal);
        foreach (var missing in (schema["required"] as JsonArray ?? []).Where(name => !fields.ContainsKey((string)name!)))
        {
            yield return $"{path}: {missing} is missing";
        }

        foreach (var (name, value) in fields)
        {
            if ((properties?[name] ?? schema["additionalProperties"]) is JsonObject of)
            {
                foreach (var problem in Problems(value, of, $"{path}.{name}"))
                {
                    yield return problem;
                }
            }
            else if (!open)
            {
                yield return $"{path}: there is no field {name}";
            }
        }
    }

    private static bool HasType(JsonNode value, string? type) =>
        type switch
        {
            "object" => value is JsonObject,
            "array" => value is JsonArray,
            "string" => value.GetValueKind() is JsonValueKind.String,
            "boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            "integer" or "number" => value.GetValueKind() is JsonValueKind.Number,
            _ => true,
        };
}
