using Scalar.AspNetCore;

namespace CustomerService.Gateway.OpenApi;

/// <summary>The joined document, and a page to read it that needs nothing from outside.</summary>
internal static class OpenApiModule
{
    private const string DocumentPath = "/openapi/v1.json";

    // The page brings its script and styles itself; nothing may be loaded from or sent to another host.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src "
        + "'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; base-uri 'self'; frame-ancestors 'none'";

    public static void AddJoinedDocument(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpClient(JoinedDocument.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<JoinedDocument>();
    }

    public static void MapJoinedDocument(this WebApplication app)
    {
        app.MapGet(DocumentPath, async (JoinedDocument document, CancellationToken cancellationToken) =>
            TypedResults.Bytes(await document.Get(cancellationToken), "application/json")
        );
        app.MapScalarApiReference("/docs", options => options
                    .WithTitle("CustomerService API")
                    .WithOpenApiRoutePattern(DocumentPath)
                    // A public client: PKCE instead of a secret, and the token is gone with the page.
                    .AddPreferredSecuritySchemes(DocumentSecurity.SignIn)
                    .AddAuthorizationCodeFlow(DocumentSecurity.SignIn, flow => flow.WithClientId("docs").WithPkce(Pkce.Sha256))
                    .DisableDefaultFonts()
                    .DisableAgent()
                    .DisableTelemetry()
                    .DisableMcp()
                    .HideDeveloperTools())
            .AddEndpointFilter(
                async (context, next) =>
                {
                    context.HttpContext.Response.Headers.ContentSecurityPolicy = PagePolicy;
                    return await next(context);
                }
            );
    }
}
