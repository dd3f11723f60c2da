using System.ComponentModel.DataAnnotations;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace CustomerService.Gateway;

/// <summary>What holds for every route and cluster that does not say otherwise; configuration section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
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
}
