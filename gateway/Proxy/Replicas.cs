using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace CustomerService.Gateway.Proxy;

/// <summary>Asks for the addresses of a host's name; tests answer themselves.</summary>
internal delegate Task<IPAddress[]> LookUpHost(string host, CancellationToken cancellationToken);

/// <summary>
/// A destination whose address is a name becomes one destination for each address that the name has at the moment, so that each replica
/// behind a headless Service has its health, its share and its turn. Names are looked up again every <c>Gateway:LookUpEvery</c> (5 s). A
/// name without an address is no error: YARP's own resolver would not let the gateway start before every service has a replica.
/// </summary>
internal sealed class Replicas(LookUpHost lookUp, IConfiguration configuration, ILogger<Replicas> logger) : IDestinationResolver
{
    private readonly TimeSpan _every = configuration.GetValue("Gateway:LookUpEvery", TimeSpan.FromSeconds(5));

    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations,
        CancellationToken cancellationToken
    )
    {
        var resolved = new Dictionary<string, DestinationConfig>();
        var named = false;
        foreach (var (id, destination) in destinations)
        {
            var address = new Uri(destination.Address);
            if (address.HostNameType != UriHostNameType.Dns)
            {
                resolved[id] = destination;
                continue;
            }

            named = true;
            foreach (var ip in await Addresses(address.Host, cancellationToken))
            {
                resolved[$"{id}-{ip}"] = destination with
                {
                    Address = new UriBuilder(address) { Host = ip.ToString() }.Uri.ToString(),
                    Host = destination.Host ?? address.Authority,
                };
            }
        }

        return new ResolvedDestinationCollection(resolved, named ? Later() : null);
    }

    private async Task<IEnumerable<IPAddress>> Addresses(string host, CancellationToken cancellationToken)
    {
        try
        {
            return (await lookUp(host, cancellationToken)).Distinct();
        }
        catch (SocketException unknown)
        {
            logger.LogDebug(unknown, "{Host} has no address at the moment.", host);
            return [];
        }
    }

    // The timer and what it is for live as long as somebody waits for it.
    private CancellationChangeToken Later()
    {
        var over = new CancellationTokenSource(_every);
        return new CancellationChangeToken(over.Token);
    }
}

internal static class ReplicasRegistration
{
    public static IReverseProxyBuilder AddReplicas(this IReverseProxyBuilder proxy)
    {
        proxy.Services.AddSingleton<LookUpHost>(Dns.GetHostAddressesAsync);
        proxy.Services.AddSingleton<IDestinationResolver, Replicas>();
        return proxy;
    }
}
