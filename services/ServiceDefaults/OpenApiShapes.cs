using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// Gives the API document what its generator cannot see: the codes of enumerations, which our own converter writes. Clients are generated
/// from the document, so what it does not say is unknown to them.
/// </summary>
internal static class OpenApiShapes
{
    /// <summary>An enumeration is a string that is one of its codes, in bodies and queries; what may be any JSON says so.</summary>
    public static Task DescribeValue(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (EnumerationOf(context.JsonTypeInfo.Type) is { } enumeration)
        {
            schema.Type = JsonSchemaType.String;
            schema.Properties = null;
            schema.Required = null;
            schema.Enum = [.. Enum.GetNames(enumeration).Select(name => (JsonNode)JsonNamingPolicy.CamelCase.ConvertName(name))];
        }

        if (context.JsonTypeInfo.Type == typeof(JsonElement))
        {
            schema.Description = "Any JSON.";
        }

        return Task.CompletedTask;
    }

    /// <summary>Query parameters are found in any case; the document writes them as all other names.</summary>
    public static Task WriteInCamelCase(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query))
        {
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        }

        return Task.CompletedTask;
    }

    private static Type? EnumerationOf(Type type)
    {
        var known = Nullable.GetUnderlyingType(type) ?? type;
        if (known.IsGenericType && known.GetGenericTypeDefinition() == typeof(Code<>))
        {
            return known.GetGenericArguments()[0];
        }

        return known.IsEnum ? known : null;
    }
}
