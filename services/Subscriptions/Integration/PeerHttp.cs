using System.Net;
using CustomerService.ServiceDefaults;

namespace CustomerService.Subscriptions.Integration;

/// <summary>
/// The HTTP API of another service, asked directly: its replicas are those that gRPC asks, where it answers HTTP/2 without TLS.
/// Requests go round all of them; one that cannot be reached is passed over. Each says that it comes from here.
/// </summary>
internal static class PeerHttp
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static void AddPeerHttp(this IHostApplicationBuilder builder, string peer)
    {
        builder.AddPeerAddresses();
        builder
            .Services.AddHttpClient(peer, client =>
            {
                client.BaseAddress = new Uri($"http://{peer}");
                client.Timeout = Timeout;
            })
            .AddHttpMessageHandler<ServiceTokenHandler>()
            .AddHttpMessageHandler(services => new Replicas(services.GetRequiredService<PeerAddresses>(), peer));
    }

    private sealed class Replicas(PeerAddresses addresses, string peer) : DelegatingHandler
    {
        private static int _turn;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            var path = request.RequestUri!.PathAndQuery;
            var replicas = await addresses.Of(peer, cancellationToken);
            if (replicas.Count == 0)
            {
                throw new HttpRequestException(HttpRequestError.ConnectionError, $"There is no replica of {peer} at the moment.");
            }

            for (var tried = 1; ; tried++)
            {
                request.RequestUri = new Uri($"http://{replicas[(int)((uint)Interlocked.Increment(ref _turn) % replicas.Count)]}{path}");
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException refused)
                    when (refused.HttpRequestError == HttpRequestError.ConnectionError && tried < replicas.Count)
                {
                    // Nothing was sent: another replica may be there.
                }
            }
        }
    }
}
