using System.Text.Json.Nodes;

namespace CustomerService.Gateway.OpenApi;

/// <summary>
/// Says in the joined document how to sign in and who may call what: services name the permitted roles of each operation in <c>x-roles</c>,
/// none for one that needs no token.
/// </summary>
internal static class DocumentSecurity
{
    /// <summary>Name of the scheme by which people sign in on the page.</summary>
    public const string SignIn = "signIn";

    private const string Roles = "x-roles";

    public static void Describe(JsonObject document, Uri authority)
    {
        var components = (JsonObject)(document["components"] ??= new JsonObject());
        components["securitySchemes"] = new JsonObject
        {
            [SignIn] = new JsonObject
            {
                ["type"] = "oauth2",
                ["description"] = "People sign in themselves: authorization code with PKCE (S256).",
                ["flows"] = new JsonObject
                {
                    ["authorizationCode"] = new JsonObject
                    {
                        ["authorizationUrl"] = new Uri(authority, "connect/authorize").ToString(),
                        ["tokenUrl"] = new Uri(authority, "connect/token").ToString(),
                        ["scopes"] = new JsonObject(),
                    },
                },
            },
            ["accessToken"] = new JsonObject
            {
                ["type"] = "http",
                ["scheme"] = "bearer",
                ["bearerFormat"] = "JWT",
                ["description"] = "Systems send the token of their client credentials.",
            },
        };
        foreach (
            var operation in document["paths"]!
                .AsObject()
                .SelectMany(path => path.Value!.AsObject())
                .Select(operation => operation.Value)
                .OfType<JsonObject>()
        )
        {
            Describe(operation);
        }
    }

    private static void Describe(JsonObject operation)
    {
        if (operation[Roles] is JsonArray { Count: 0 })
        {
            operation["security"] = new JsonArray();
            return;
        }

        operation["security"] = new JsonArray(
            new JsonObject { [SignIn] = new JsonArray() },
            new JsonObject { ["accessToken"] = new JsonArray() }
        );
        var responses = (JsonObject)(operation["responses"] ??= new JsonObject());
        responses.TryAdd(
            "401",
            Problem("No access token (`token-missing`), or one that is over (`token-expired`) or not one of ours (`token-invalid`).")
        );
        responses.TryAdd("403", Problem("None of your roles may do this (`not-permitted`), or this is not yours."));
        if (operation[Roles] is JsonArray roles)
        {
            var permitted = $"Permitted: {string.Join(", ", roles.Select(role => $"`{role}`"))}.";
            operation["description"] = (string?)operation["description"] is { Length: > 0 } text ? $"{text}\n\n{permitted}" : permitted;
        }
    }

    private static JsonObject Problem(string description) => new() { ["description"] = description };
}
