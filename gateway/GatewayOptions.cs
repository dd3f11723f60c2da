using System.ComponentModel.DataAnnotations;
using System.Net;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace CustomerService.Gateway;

/// <summary>What holds for every route and cluster that does not say otherwise; configuration section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions : IValidatableObject
{
    /// <summary>Time for a whole request; a route's own <c>Timeout</c> wins.</summary>
    public required TimeSpan Timeout { get; set; }

    /// <summary>Largest body in bytes; a route's own <c>MaxRequestBodySize</c> wins.</summary>
    [Range(1, int.MaxValue)]
    public required long MaxRequestBodySize { get; set; }

    /// <summary>What a caller is told to wait when a service has no healthy destination.</summary>
    public required TimeSpan RetryAfter { get; set; }

    /// <summary>How a destination is chosen.</summary>
    [Required]
    public required string LoadBalancingPolicy { get; set; }

    /// <summary>How services are asked whether they are ready.</summary>
    [Required]
    public required HealthCheckConfig HealthCheck { get; set; }

    /// <summary>How a forwarded request is made. Its time must be above every route's, which is the one that counts.</summary>
    [Required]
    public required ForwarderRequestConfig HttpRequest { get; set; }

    /// <summary>
    /// Budgets of one caller by class of route: read, command, and those that routes name in their metadata under <c>RateLimit</c>.
    /// </summary>
    [Required]
    public required Dictionary<string, RateLimit> RateLimits { get; set; }

    /// <summary>Origins whose pages may call the API from a browser; none by default.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>Names by which the gateway is called (<c>service.example</c>, <c>*.service.example</c>); any when there are none.</summary>
    public string[] Hosts { get; set; } = [];

    /// <summary>Networks (<c>10.0.0.0/8</c>) of proxies whose X-Forwarded-For and -Proto are believed; none by default.</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>How many such proxies a request passes.</summary>
    [Range(1, 10)]
    public int TrustedHops { get; set; } = 1;

    /// <summary>Connections of one address at a time.</summary>
    [Range(1, int.MaxValue)]
    public int ConnectionsPerAddress { get; set; } = 1000;

    /// <summary>How long browsers remember that there is TLS here; told over TLS only, and never when zero.</summary>
    public TimeSpan StrictTransportSecurity { get; set; }

    /// <summary>Port to which whoever comes without TLS is sent; nobody is when not set.</summary>
    [Range(1, 65535)]
    public int? HttpsPort { get; set; }

    internal IEnumerable<IPNetwork> TrustedNetworks => TrustedProxies.Select(network => IPNetwork.Parse(network));

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        TrustedProxies
            .Where(network => !IPNetwork.TryParse(network, out _))
            .Select(network => new ValidationResult($"Gateway:TrustedProxies: {network} is no network."));

    internal bool Trusts(IPAddress? address) =>
        TrustedProxies.Length > 0
        && address is not null
        && TrustedNetworks.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));
}

/// <summary>A budget of requests.</summary>
internal sealed class RateLimit
{
    /// <summary>Requests at once after a pause.</summary>
    [Range(1, int.MaxValue)]
    public required int Burst { get; set; }

    /// <summary>Requests a second in the long run.</summary>
    [Range(0.001, 1_000_000)]
    public required double PerSecond { get; set; }

    /// <summary>Seconds until an empty budget is full again, rounded up.</summary>
    internal int RefillSeconds => (int)Math.Ceiling(Burst / PerSecond);
}
