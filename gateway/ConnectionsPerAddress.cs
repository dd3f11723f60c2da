using System.Collections.Concurrent;
using System.Net;
using CustomerService.Gateway.Proxy;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace CustomerService.Gateway;

/// <summary>
/// One address has so many connections and no more, so that whoever opens them by the hundred takes none from others; those beyond are
/// closed before a byte is read. A proxy that we trust connects for many people and is not counted.
/// </summary>
internal sealed class ConnectionsPerAddress(IOptions<GatewayOptions> options)
{
    private readonly ConcurrentDictionary<string, int> _open = new();

    public async Task Admit(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (options.Value.Trusts(address))
        {
            await next(connection);
            return;
        }

        var caller = RateLimits.CallerOf(address);
        try
        {
            if (_open.AddOrUpdate(caller, 1, (_, open) => open + 1) <= options.Value.ConnectionsPerAddress)
            {
                await next(connection);
            }
            else
            {
                connection.Abort(new ConnectionAbortedException("Too many connections of one address."));
            }
        }
        finally
        {
            Leave(caller);
        }
    }

    private void Leave(string caller)
    {
        while (true)
        {
            var open = _open[caller];
            if (open == 1 ? _open.TryRemove(KeyValuePair.Create(caller, 1)) : _open.TryUpdate(caller, open - 1, open))
            {
                return;
            }
        }
    }
}
