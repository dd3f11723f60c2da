using System.Diagnostics;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.HttpsPolicy;
using Microsoft.Extensions.Options;

namespace CustomerService.Gateway;

/// <summary>
/// What every answer of the gateway has, whoever made it: correlation, security headers, a problem document when it failed.
/// </summary>
internal static class Edge
{
    private const string Correlation = "X-Correlation-Id";
    private const int MaximumCorrelationLength = 128;
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public static void AddEdge(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Describe);
        builder
            .Services.AddOptions<HostFilteringOptions>()
            .Configure<IOptions<GatewayOptions>>(
                (filter, gateway) =>
                    (filter.AllowedHosts, filter.AllowEmptyHosts, filter.IncludeFailureMessage) = (
                        gateway.Value.Hosts.Length > 0 ? gateway.Value.Hosts : ["*"],
                        gateway.Value.Hosts.Length == 0,
                        false
                    )
            );
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<GatewayOptions>>(TrustProxies);
        builder
            .Services.AddOptions<HttpsRedirectionOptions>()
            .Configure<IOptions<GatewayOptions>>(
                (redirection, gateway) =>
                    (redirection.HttpsPort, redirection.RedirectStatusCode) = (
                        gateway.Value.HttpsPort,
                        StatusCodes.Status308PermanentRedirect
                    )
            );
        builder.Services.AddCors();
        builder
            .Services.AddOptions<CorsOptions>()
            .Configure<IOptions<GatewayOptions>>(
                (cors, gateway) =>
                    cors.AddDefaultPolicy(policy =>
                        policy
                            .WithOrigins(gateway.Value.AllowedOrigins)
                            .AllowAnyMethod()
                            .AllowAnyHeader()
                            .SetPreflightMaxAge(TimeSpan.FromHours(1))
                            .WithExposedHeaders("ETag", "Link", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", Correlation)
                    )
            );
    }

    public static void UseEdge(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseExceptionHandler();
        app.Use(Correlate);
        if (app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.HttpsPort is not null)
        {
            // Whoever asks for our health is on our side of the proxy that has the certificate.
            app.UseWhen(context => !context.Request.Path.StartsWithSegments("/health"), outside => outside.UseHttpsRedirection());
        }

        app.UseCors();
        app.UseStatusCodePages();
        app.Use(RefuseCrooked);
    }

    private static void TrustProxies(ForwardedHeadersOptions forwarded, IOptions<GatewayOptions> gateway)
    {
        var proxies = gateway.Value.TrustedNetworks.ToList();
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        proxies.ForEach(forwarded.KnownIPNetworks.Add);
        forwarded.ForwardLimit = gateway.Value.TrustedHops;
        // Without a list the middleware would believe everybody.
        forwarded.ForwardedHeaders =
            proxies.Count > 0 ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto : ForwardedHeaders.None;
    }

    /// <summary>
    /// What no resource of ours needs and others may read in another way. The server has decoded the path once; what is still encoded then
    /// is a slash, or was encoded twice to become something else behind us.
    /// </summary>
    private static Task RefuseCrooked(HttpContext context, RequestDelegate next)
    {
        if (!Methods.Contains(context.Request.Method))
        {
            context.Response.Headers.Allow = string.Join(", ", Methods);
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }

        return context.Request.Path.Value!.Any(c => c is '%' or '\\' || char.IsControl(c))
            ? TypedResults
                .Problem(
                    "The path has characters that no resource of ours has.",
                    statusCode: StatusCodes.Status400BadRequest,
                    type: "/problems/path-malformed"
                )
                .ExecuteAsync(context)
            : next(context);
    }

    /// <summary>The caller's correlation id when it is one, otherwise a new one; the service gets it and the caller gets it back.</summary>
    private static Task Correlate(HttpContext context, RequestDelegate next)
    {
        var given = context.Request.Headers[Correlation].ToString();
        var id =
            given.Length is > 0 and <= MaximumCorrelationLength && given.All(c => c is > ' ' and <= '~')
                ? given
                : Guid.CreateVersion7().ToString();
        context.Request.Headers[Correlation] = id;
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers[Correlation] = id;
            headers.XContentTypeOptions = "nosniff";
            headers.TryAdd("Referrer-Policy", "no-referrer");
            headers.TryAdd("X-Frame-Options", "DENY");
            // Nearly all that is served here is about somebody: no cache keeps it, unless a service says that it may.
            headers.TryAdd("Cache-Control", "no-store");
            headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
            // A page brings a policy of its own; data needs to load nothing.
            headers.TryAdd("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            var remember = context.RequestServices.GetRequiredService<IOptions<GatewayOptions>>().Value.StrictTransportSecurity;
            if (context.Request.IsHttps && remember > TimeSpan.Zero)
            {
                headers.StrictTransportSecurity = string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"max-age={remember.TotalSeconds:F0}; includeSubDomains"
                );
            }

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
            StatusCodes.Status405MethodNotAllowed => (
                "method-not-allowed",
                "The path does not know this method; the Allow header names those it knows."
            ),
            StatusCodes.Status408RequestTimeout => ("request-too-slow", "The body came more slowly than the connection is worth."),
            StatusCodes.Status413PayloadTooLarge => ("body-too-large", "The body is larger than this path takes."),
            StatusCodes.Status429TooManyRequests => (
                "too-many-requests",
                "You ask more often than is allowed; the RateLimit fields say how often that is."
            ),
            StatusCodes.Status502BadGateway => (
                "service-failed",
                "The service broke off; what it was told may have been carried out. Repeat with the same Idempotency-Key."
            ),
            StatusCodes.Status503ServiceUnavailable => ("service-unavailable", "The service is not there at the moment; try again."),
            StatusCodes.Status504GatewayTimeout => (
                "service-timeout",
                "The service took too long; what it was told may have been carried out. Repeat with the same Idempotency-Key."
            ),
            StatusCodes.Status500InternalServerError => (
                "internal-error",
                "An unexpected error occurred; it is in the log under the trace id."
            ),
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
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(pause.TotalSeconds)).ToString(
                System.Globalization.CultureInfo.InvariantCulture
            );
        }
    }
}
