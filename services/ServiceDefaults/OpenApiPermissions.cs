using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// Names the permitted roles of an operation in <c>x-roles</c>, none where no token is needed; the gateway makes the document's security of
/// it.
/// </summary>
internal static class OpenApiPermissions
{
    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var permission = metadata.OfType<PermissionAttribute>().LastOrDefault();
        if (permission is not null || metadata.OfType<AnyoneMayCall>().Any())
        {
            operation.AddExtension(
                "x-roles",
                new JsonNodeExtension(new JsonArray([.. (permission?.Roles ?? []).Select(role => (JsonNode)role.Code())]))
            );
        }

        return Task.CompletedTask;
    }
}
