using System.Collections.Concurrent;
using System.Net.ServerSentEvents;

namespace CustomerService.TestSupport;

/// <summary>
/// Follows the ticket event stream by Server-Sent Events, as a browser does: when it is cut off it connects again with the last id,
/// whatever happened meanwhile.
/// </summary>
public sealed class EventFollower : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _following;

    private EventFollower(HttpClient http, string path)
    {
        _http = http;
        _following = Follow(path, _end.Token);
    }

    /// <summary>The CloudEvents in the order in which they came, repeats too.</summary>
    public ConcurrentQueue<string> Read { get; } = [];

    /// <summary>How often it had to connect again.</summary>
    public int Reconnects { get; private set; }

    /// <summary>Begins at once, through the gateway.</summary>
    public static EventFollower Start(Cluster cluster, string actor, string path = "/api/ticket-events/stream?after=first") =>
        Start(cluster.Client(actor), path);

    /// <summary>Begins at once, with a client that is its own from now on.</summary>
    public static EventFollower Start(HttpClient http, string path) => new(http, path);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _following;
        _http.Dispose();
        _end.Dispose();
    }

    private async Task Follow(string path, CancellationToken end)
    {
        var lastId = "";
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
                if (lastId.Length > 0)
                {
                    request.Headers.Add("Last-Event-ID", lastId);
                }

                using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end);
                answer.EnsureSuccessStatusCode();
                var parser = SseParser.Create(await answer.Content.ReadAsStreamAsync(end));
                await foreach (var item in parser.EnumerateAsync(end))
                {
                    Read.Enqueue(item.Data);
                    lastId = parser.LastEventId;
                }
            }
            catch (Exception ended) when (ended is HttpRequestException or IOException or OperationCanceledException)
            {
                // The next turn goes on behind the last id.
            }

            Reconnects++;
            await Task.WhenAny(Task.Delay(Pause, end));
        }
    }
}
