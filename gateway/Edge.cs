using System.Diagnostics;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace CustomerService.Gateway;

/// <summary>What every answer of the gateway has, whoever made it: correlation, security headers, a problem document when it failed.</summary>
internal static class Edge
{
    private const string Correlation = "X-Correlation-Id";
    private const int MaximumCorrelationLength = 128;

    public static void AddEdge(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Describe);
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Who sends slower than this holds a connection for nothing; slow bodies are cut off by the server's own minimum rate.
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<IOptions<GatewayOptions>>((cors, gateway) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(gateway.Value.AllowedOrigins).AllowAnyMethod().AllowAnyHeader().SetPreflightMaxAge(TimeSpan.FromHours(1))
            .WithExposedHeaders("ETag", "Link", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", Correlation)));
    }

    public static void UseEdge(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.Use(Correlate);
        app.UseCors();
        app.UseStatusCodePages();
    }

    /// <summary>The caller's correlation id when it is one, otherwise a new one; the service gets it and the caller gets it back.</summary>
    private static Task Correlate(HttpContext context, RequestDelegate next)
    {
        var given = context.Request.Headers[Correlation].ToString();
        var id = given.Length is > 0 and <= MaximumCorrelationLength && given.All(c => c is > ' ' and <= '~') ? given : Guid.CreateVersion7().ToString();
        context.Request.Headers[Correlation] = id;
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers[Correlation] = id;
            headers.XContentTypeOptions = "nosniff";
            headers.TryAdd("Referrer-Policy", "no-referrer");
            headers.TryAdd("X-Frame-Options", "DENY");
            headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
            // A page brings a policy of its own; data needs to load nothing.
            headers.TryAdd("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static void Describe(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var (code, detail) = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ("path-unknown", "Nothing is served under this path; /docs lists what is."),
            StatusCodes.Status405MethodNotAllowed => ("method-not-allowed", "The path does not know this method; the Allow header names those it knows."),
            StatusCodes.Status413PayloadTooLarge => ("body-too-large", "The body is larger than this path takes."),
            StatusCodes.Status429TooManyRequests => ("too-many-requests", "You ask more often than is allowed; the RateLimit fields say how often that is."),
            StatusCodes.Status502BadGateway => ("service-failed", "The service broke off; what it was told may have been carried out. Repeat with the same Idempotency-Key."),
            StatusCodes.Status503ServiceUnavailable => ("service-unavailable", "The service is not there at the moment; try again."),
            StatusCodes.Status504GatewayTimeout => ("service-timeout", "The service took too long; what it was told may have been carried out. Repeat with the same Idempotency-Key."),
            StatusCodes.Status500InternalServerError => ("internal-error", "An unexpected error occurred; it is in the log under the trace id."),
            _ => ("request-failed", null),
        };
        if (context.ProblemDetails.Type?.StartsWith("/problems/", StringComparison.Ordinal) != true)
        {
            context.ProblemDetails.Type = $"/problems/{code}";
            context.ProblemDetails.Detail ??= detail;
        }

        context.ProblemDetails.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
        if (http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            var pause = http.RequestServices.GetRequiredService<IOptions<GatewayOptions>>().Value.RetryAfter;
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(pause.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
