using CustomerService.Stopping;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Transforms;

namespace CustomerService.Gateway.Proxy;

/// <summary>The proxy: routes, clusters and limits come from configuration, the pipeline is here.</summary>
internal static class ProxyModule
{
    public static void AddProxy(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<GatewayOptions>().BindConfiguration("Gateway").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.Configure<TransportFailureRateHealthPolicyOptions>(
            builder.Configuration.GetSection("Gateway:TransportFailureRate")
        );
        builder.Services.AddRequestTimeouts();
        // The proxy asks for it for sticky sessions, which no cluster has: so no keys are written anywhere.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder
            .Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddConfigFilter<Defaults>()
            .AddReplicas()
            .AddTransforms(transforms =>
            {
                transforms.AddResponseHeaderRemove(HeaderNames.Server, ResponseCondition.Always);
                transforms.AddResponseHeaderRemove(HeaderNames.XPoweredBy, ResponseCondition.Always);
            });
    }

    public static void MapProxy(this WebApplication app)
    {
        app.UseRequestTimeouts();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<RateLimits>();
            proxy.UseMiddleware<Limits>();
            proxy.UseMiddleware<OurHeaders>();
            proxy.UseMiddleware<RetryReads>();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }

    /// <summary>
    /// Live: the process answers. Ready: every service has an address in the configuration, and nobody asked us to stop; whether services
    /// are there and well is in the body and does not make the gateway unready, since one that is missing must not take the others along.
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => TypedResults.Ok(new { status = "Healthy" }));
        app.MapGet("/health/ready", (IProxyStateLookup state, IEnumerable<IProxyConfigProvider> configured, Draining draining) =>
        {
            var services = state
                .GetClusters()
                .OrderBy(c => c.ClusterId, StringComparer.Ordinal)
                .ToDictionary(
                    c => c.ClusterId,
                    c => new
                    {
                        destinations = c.DestinationsState.AllDestinations.Count,
                        available = c.DestinationsState.AvailableDestinations.Count,
                    }
                );
            var clusters = configured.SelectMany(c => c.GetConfig().Clusters).ToList();
            var ready = !draining.Began && clusters.Count > 0 && clusters.All(c => c.Destinations?.Count > 0);
            return Results.Json(
                new { status = ready ? "Healthy" : "Unhealthy", services },
                statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
            );
        });
    }

    /// <summary>Fills in what a route or cluster leaves open.</summary>
    private sealed class Defaults(IOptions<GatewayOptions> options) : IProxyConfigFilter
    {
        public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) =>
            new(
                cluster with
                {
                    LoadBalancingPolicy = cluster.LoadBalancingPolicy ?? options.Value.LoadBalancingPolicy,
                    HealthCheck = cluster.HealthCheck ?? options.Value.HealthCheck,
                    HttpRequest = cluster.HttpRequest ?? options.Value.HttpRequest,
                }
            );

        public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) =>
            new(
                Checked(route) with
                {
                    // A stream names the policy "Disable" instead of a time.
                    Timeout = route.Timeout ?? (route.TimeoutPolicy is null ? options.Value.Timeout : null),
                    // Whoever may call without a token is a route that says so.
                    AuthorizationPolicy = route.AuthorizationPolicy ?? "default",
                    MaxRequestBodySize = route.MaxRequestBodySize ?? options.Value.MaxRequestBodySize,
                }
            );

        private RouteConfig Checked(RouteConfig route) =>
            route.Metadata?.GetValueOrDefault("RateLimit") is { } limit && !options.Value.RateLimits.ContainsKey(limit)
                ? throw new InvalidOperationException(
                    $"Route {route.RouteId} names the rate limit {limit}, which Gateway:RateLimits does not have."
                )
                : route;
    }
}
