using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace CustomerService.Gateway.Proxy;

/// <summary>
/// A caller who asks too often waits, and nobody else does. Each caller has a budget for each class of route; answers say what is left of
/// it in the RateLimit fields of the IETF draft, a refusal is 429 with Retry-After. The budgets are those of one gateway process.
/// </summary>
internal sealed class RateLimits : IDisposable
{
    private readonly RequestDelegate _next;
    private readonly Dictionary<string, RateLimit> _limits;
    private readonly PartitionedRateLimiter<HttpContext> _limiter;

    public RateLimits(RequestDelegate next, IOptions<GatewayOptions> options)
    {
        _next = next;
        _limits = options.Value.RateLimits;
        _limiter = PartitionedRateLimiter.Create<HttpContext, (string, string)>(context =>
            RateLimitPartition.GetTokenBucketLimiter((ClassOf(context), CallerOf(context)), key => Bucket(_limits[key.Item1]))
        );
    }

    public Task InvokeAsync(HttpContext context)
    {
        var limit = _limits[ClassOf(context)];
        using var lease = _limiter.AttemptAcquire(context);
        var left = _limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0;
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{ClassOf(context)}\";q={limit.Burst};w={limit.RefillSeconds}"
        );
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{ClassOf(context)}\";r={left};t={(left == 0 ? 1 : 0)}");
        if (lease.IsAcquired)
        {
            return _next(context);
        }

        headers.RetryAfter = "1";
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return Task.CompletedTask;
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>
    /// An IPv4 address; for IPv6 the network that one household or site is given, since it has more addresses than anybody could count.
    /// </summary>
    internal static string CallerOf(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6 || address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address.MapToIPv4().ToString();
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return $"{new IPAddress(bytes)}/64";
    }

    // Who has a token is known wherever the call comes from; others share the budget of their address.
    private static string CallerOf(HttpContext context) =>
        context.User.FindFirst("sub")?.Value ?? CallerOf(context.Connection.RemoteIpAddress);

    /// <summary>What the route's metadata says; otherwise reads and commands.</summary>
    private static string ClassOf(HttpContext context) =>
        context.GetRouteModel().Config.Metadata?.GetValueOrDefault("RateLimit")
        ?? (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? "read" : "command");

    // Refilled ten times a second, so that nobody waits long for the next piece.
    private static TokenBucketRateLimiterOptions Bucket(RateLimit limit) =>
        new()
        {
            TokenLimit = limit.Burst,
            TokensPerPeriod = Math.Max(1, (int)(limit.PerSecond / 10)),
            ReplenishmentPeriod = limit.PerSecond >= 10 ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(1 / limit.PerSecond),
        };
}
