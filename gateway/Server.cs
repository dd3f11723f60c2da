using System.ComponentModel.DataAnnotations;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace CustomerService.Gateway;

/// <summary>
/// What the server bears from one connection and from all, before anybody is asked who they are; configuration section
/// <c>Gateway:Server</c>. Endpoints and certificates are in section <c>Kestrel</c>.
/// </summary>
internal sealed class ServerOptions
{
    /// <summary>Bytes of all request headers together.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxHeaderBytes { get; set; } = 16 * 1024;

    /// <summary>Number of request headers.</summary>
    [Range(10, 1000)]
    public int MaxHeaders { get; set; } = 60;

    /// <summary>Bytes of the request line.</summary>
    [Range(256, 1024 * 1024)]
    public int MaxRequestLineBytes { get; set; } = 8 * 1024;

    /// <summary>Time for the headers of one request.</summary>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time that a connection may be idle between two requests.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Bytes a second that a body must come with, and an answer be read with, once <see cref="SlowFor"/> is over; streams excepted.
    /// </summary>
    [Range(1, int.MaxValue)]
    public double MinBytesPerSecond { get; set; } = 240;

    /// <summary>How long a body or a reader may be slower than that.</summary>
    public TimeSpan SlowFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections of everybody together.</summary>
    [Range(1, int.MaxValue)]
    public long MaxConnections { get; set; } = 20_000;

    /// <summary>Requests at once on one connection of HTTP/2.</summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>How often a silent connection of HTTP/2 is asked whether anybody is still there.</summary>
    public TimeSpan PingAfter { get; set; } = TimeSpan.FromSeconds(60);
}

internal static class Server
{
    public static void AddServer(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServerOptions>().BindConfiguration("Gateway:Server").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ConnectionsPerAddress>();
        builder
            .Services.AddOptions<KestrelServerOptions>()
            .Configure<IOptions<ServerOptions>, ConnectionsPerAddress>(
                (kestrel, options, connections) =>
                {
                    var ours = options.Value;
                    kestrel.AddServerHeader = false;
                    var limits = kestrel.Limits;
                    limits.MaxRequestHeadersTotalSize = ours.MaxHeaderBytes;
                    limits.MaxRequestHeaderCount = ours.MaxHeaders;
                    limits.MaxRequestLineSize = ours.MaxRequestLineBytes;
                    limits.RequestHeadersTimeout = ours.HeadersTimeout;
                    limits.KeepAliveTimeout = ours.IdleTimeout;
                    limits.MinRequestBodyDataRate = new MinDataRate(ours.MinBytesPerSecond, ours.SlowFor);
                    limits.MinResponseDataRate = new MinDataRate(ours.MinBytesPerSecond, ours.SlowFor);
                    limits.MaxConcurrentConnections = ours.MaxConnections;
                    limits.Http2.MaxStreamsPerConnection = ours.MaxStreamsPerConnection;
                    limits.Http2.KeepAlivePingDelay = ours.PingAfter;
                    kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => connections.Admit(connection, next)));
                    kestrel.ConfigureHttpsDefaults(https => https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13);
                }
            );
    }
}
