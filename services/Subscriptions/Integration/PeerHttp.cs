using System.Net;

namespace CustomerService.Subscriptions.Integration;

/// <summary>
/// The HTTP API of another service, asked directly: its replicas are those listed under <c>Peers:{peer}</c> for gRPC, where it answers
/// HTTP/2 without TLS. Requests go round all of them; one that cannot be reached is passed over. Each says that it comes from here.
/// </summary>
internal static class PeerHttp
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static void AddPeerHttp(this IHostApplicationBuilder builder, string peer)
    {
        builder
            .Services.AddHttpClient(peer, client =>
            {
                client.BaseAddress = new Uri($"http://{peer}");
                client.Timeout = Timeout;
            })
            .AddHttpMessageHandler<ServiceTokenHandler>()
            .AddHttpMessageHandler(() => new Replicas(builder.Configuration, peer));
    }

    private sealed class Replicas(IConfiguration configuration, string peer) : DelegatingHandler
    {
        private static int _turn;
        private readonly Uri[] _addresses = configuration.GetSection($"Peers:{peer}").Get<Uri[]>()
            ?? throw new InvalidOperationException($"Set Peers__{peer}__0.");

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            var path = request.RequestUri!.PathAndQuery;
            for (var tried = 1; ; tried++)
            {
                request.RequestUri = new Uri(_addresses[(uint)Interlocked.Increment(ref _turn) % _addresses.Length], path);
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException refused)
                    when (refused.HttpRequestError == HttpRequestError.ConnectionError && tried < _addresses.Length)
                {
                    // Nothing was sent: another replica may be there.
                }
            }
        }
    }
}
