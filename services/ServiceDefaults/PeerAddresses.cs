using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client.Balancer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CustomerService.ServiceDefaults;

/// <summary>Asks for the addresses of a host's name; tests answer themselves.</summary>
public delegate Task<IPAddress[]> LookUpHost(string host, CancellationToken cancellationToken);

/// <summary>
/// Where the replicas of another service are: what is listed under <c>Peers:{peer}</c>, each with all addresses that its name has at the
/// moment. One name of many replicas (a headless Service) or a list of them, it is the same. Names are looked up again every
/// <c>Peers:LookUpEvery</c> (5 s).
/// </summary>
public sealed class PeerAddresses(IConfiguration configuration, LookUpHost lookUp, ILogger<PeerAddresses> logger)
{
    /// <summary>How often names are looked up again.</summary>
    public TimeSpan LookUpEvery { get; } = configuration.GetValue("Peers:LookUpEvery", TimeSpan.FromSeconds(5));

    /// <summary>All replicas; none while no name is known.</summary>
    public async Task<IReadOnlyList<IPEndPoint>> Of(string peer, CancellationToken cancellationToken)
    {
        var listed = configuration.GetSection($"Peers:{peer}").Get<Uri[]>()
            ?? throw new InvalidOperationException($"Set Peers__{peer}__0.");
        var found = await Task.WhenAll(listed.Select(address => Of(address, cancellationToken)));
        return [.. found.SelectMany(replicas => replicas).Distinct().OrderBy(r => r.ToString(), StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<IPEndPoint>> Of(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return (await lookUp(address.DnsSafeHost, cancellationToken)).Select(ip => new IPEndPoint(ip, address.Port));
        }
        catch (SocketException unknown)
        {
            // A name without replicas does not exist; the others still do.
            logger.LogDebug(unknown, "{Host} has no address at the moment.", address.DnsSafeHost);
            return [];
        }
    }
}

/// <summary>Makes clients follow the replicas of a peer: those that come are used within seconds, those that went are forgotten.</summary>
internal sealed class PeerResolverFactory(PeerAddresses addresses) : ResolverFactory
{
    public const string Scheme = "peer";

    public override string Name => Scheme;

    public override Resolver Create(ResolverOptions options) =>
        new PeerResolver(addresses, options.Address.AbsolutePath.Trim('/'), options.LoggerFactory);

    private sealed class PeerResolver(PeerAddresses addresses, string peer, ILoggerFactory loggers) : PollingResolver(loggers)
    {
        private Timer? _timer;

        protected override void OnStarted() => _timer = new Timer(_ => Refresh(), null, addresses.LookUpEvery, addresses.LookUpEvery);

        protected override async Task ResolveAsync(CancellationToken cancellationToken)
        {
            var replicas = await addresses.Of(peer, cancellationToken);
            Listener(
                replicas.Count > 0
                    ? ResolverResult.ForResult([.. replicas.Select(r => new BalancerAddress(r.Address.ToString(), r.Port))])
                    : ResolverResult.ForFailure(new Status(StatusCode.Unavailable, $"There is no replica of {peer} at the moment."))
            );
        }

        protected override void Dispose(bool disposing)
        {
            _timer?.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>Registration of <see cref="PeerAddresses" />.</summary>
public static class PeerAddressesRegistration
{
    /// <summary>For whoever asks another service.</summary>
    public static void AddPeerAddresses(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<LookUpHost>(Dns.GetHostAddressesAsync);
        builder.Services.TryAddSingleton<PeerAddresses>();
    }
}
