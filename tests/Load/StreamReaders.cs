using System.Globalization;
using System.Text;
using CustomerService.Demo;
using CustomerService.TestSupport;
using CustomerService.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace CustomerService.Load;

/// <summary>
/// The ways to read the ticket event stream, each as thin as it can be: what is measured is the service and not its reader.
/// </summary>
internal sealed class StreamReaders(Cluster cluster) : IDisposable
{
    private const string Actor = "auditor:B001";
    private const int Page = 1000;
    private readonly HttpClient _http = cluster.Client(Actor);
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(cluster.GatewayGrpcAddress);

    /// <summary>The broker's stream itself, from what comes next on.</summary>
    public async Task Broker(Action<string> read, CancellationToken end)
    {
        await foreach (var e in new TicketEventReader(cluster.VirtualHost).Read("next", follow: true, end))
        {
            read(e.CloudEvent.ToJsonString());
        }
    }

    /// <summary>Server-Sent Events through the gateway.</summary>
    public async Task Sse(string query, Action<string> read, CancellationToken end)
    {
        using var answer = await _http.GetAsync(
            new Uri($"/api/ticket-events/stream?{query}", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead,
            end
        );
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(end), Encoding.UTF8, false, 64 * 1024);
        while (await lines.ReadLineAsync(end) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                read(line[6..]);
            }
        }
    }

    /// <summary>gRPC through the gateway.</summary>
    public async Task Grpc(string from, Filter filter, Action<string> read, CancellationToken end)
    {
        using var call = new TicketEvents.TicketEventsClient(_channel).Subscribe(
            new SubscribeRequest { From = from, Filter = filter },
            new Metadata { { "authorization", $"Bearer {await cluster.People.TokenOf(Actor, end)}" } },
            cancellationToken: end
        );
        while (await call.ResponseStream.MoveNext(end))
        {
            if (call.ResponseStream.Current.Event is { } e)
            {
                read(e.CloudEvent);
            }
        }
    }

    /// <summary>
    /// Pull through the gateway, waiting for what comes when there is nothing; with <paramref name="follow"/> off it ends where the stream
    /// does now.
    /// </summary>
    public async Task Pull(string from, bool follow, Action<string> read, CancellationToken end)
    {
        for (var position = from; ; )
        {
            using var answer = await _http.GetAsync(
                new Uri(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"/api/ticket-events?after={position}&limit={Page}&wait={(follow ? 20 : 0)}"
                    ),
                    UriKind.Relative
                ),
                end
            );
            answer.EnsureSuccessStatusCode();
            read(await answer.Content.ReadAsStringAsync(end));
            position = answer.Headers.GetValues("Ticket-Events-Position").Single();
            if (!follow && !answer.Headers.Contains("Link"))
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _channel.Dispose();
    }
}
