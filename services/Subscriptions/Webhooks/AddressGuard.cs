using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>Asks the name service; pluggable, since what it answers is not to be trusted.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>A connection that the guard did not allow.</summary>
internal sealed class AddressRefusedException(string message) : IOException(message);

/// <summary>
/// Keeps deliveries out of inner networks (E4). The check is made on the address that is then connected to, at the moment of connecting: a
/// name that answers differently a second later, or a redirect, cannot get around it.
/// </summary>
internal sealed class AddressGuard(IOptions<WebhookOptions> options, ResolveHost resolve)
{
    // IANA's special-purpose registries, and the addresses that clouds answer questions about their machines on.
    private static readonly IPNetwork[] ForbiddenVersion4 =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "168.63.129.16/32",
        }.Select(IPNetwork.Parse),
    ];

    // Only 2000::/3 is global unicast; inside it are tunnels, which carry any IPv4 address, and ranges for documents.
    private static readonly IPNetwork GlobalVersion6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] ForbiddenVersion6 =
    [
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether the address is one of the public internet.</summary>
    public static bool IsPublic(IPAddress address) =>
        address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !ForbiddenVersion4.Any(n => n.Contains(address)),
            AddressFamily.InterNetworkV6 when address.IsIPv4MappedToIPv6 => IsPublic(address.MapToIPv4()),
            AddressFamily.InterNetworkV6 => address.ScopeId == 0
                && GlobalVersion6.Contains(address)
                && !ForbiddenVersion6.Any(n => n.Contains(address)),
            _ => false,
        };

    /// <summary>Whether configuration or the table lets us call it.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return options.Value.Networks.Any(n => n.BaseAddress.AddressFamily == plain.AddressFamily && n.Contains(plain)) || IsPublic(plain);
    }

    /// <summary>
    /// What is wrong with the address of an endpoint, as far as one can tell without asking anybody; null when nothing is.
    /// </summary>
    public string? Refuses(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            return "It is no absolute address.";
        }

        if (uri.Scheme != Uri.UriSchemeHttps && !(options.Value.AllowHttp && uri.Scheme == Uri.UriSchemeHttp))
            return "It must be https.";
        if (uri.UserInfo.Length > 0)
            return "It must not hold a user or password.";
        if (uri.Fragment.Length > 0)
            return "It must not have a fragment.";
        if (!options.Value.AllowsPort(uri.Port))
            return $"Port {uri.Port} is not allowed; these are: {options.Value.AllowedPorts}.";
        if (IPAddress.TryParse(uri.DnsSafeHost, out var address) && !Allows(address))
            return $"{address} is not an address of the public internet.";
        return null;
    }

    /// <summary>Resolves, checks and connects to what was checked; for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        if (!options.Value.AllowsPort(port))
        {
            throw new AddressRefusedException($"Port {port} is not allowed.");
        }

        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        if (!addresses.All(Allows))
        {
            // Also beside good ones: a name that points inside as well is no public endpoint. Which address it was would tell about the
            // inside.
            throw new AddressRefusedException($"{host} is not only on the public internet.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
