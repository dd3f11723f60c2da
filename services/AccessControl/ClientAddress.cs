using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace CustomerService.AccessControl;

/// <summary>
/// From where a request came (A2): the address that the gateway saw, which it puts last into X-Forwarded-For, else the neighbour's. Of a
/// customer only the network is kept (/24, for IPv6 /48): it tells a home from another country without telling whose home it is, and what
/// is chained can never be erased.
/// </summary>
public static class ClientAddress
{
    /// <summary>The address to keep of this request; null when there is none.</summary>
    public static string? Of(HttpContext http, Actor actor)
    {
        var forwarded = http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1];
        var address = IPAddress.TryParse(forwarded.Trim(), out var named) ? named : http.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true })
        {
            address = address.MapToIPv4();
        }

        return address is null ? null
            : actor.Is(Role.Customer) ? Network(address)
            : address.ToString();
    }

    private static string Network(IPAddress address)
    {
        var prefix = address.AddressFamily == AddressFamily.InterNetwork ? 24 : 48;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, prefix / 8, bytes.Length - (prefix / 8));
        return $"{new IPAddress(bytes)}/{prefix}";
    }
}
