using System.Collections.Concurrent;

namespace CustomerService.TestSupport;

/// <summary>
/// Remembers which commands were answered 2xx: those may never be lost, nor carried out twice. And it lets new tickets in by portions, so
/// that the faults are spread over the whole story however fast the machine is.
/// </summary>
public sealed class CommandRecorder : DelegatingHandler
{
    private readonly ConcurrentDictionary<string, string> _promised = new();
    private readonly ConcurrentDictionary<string, bool> _let = new();
    private readonly SemaphoreSlim _gate = new(0);

    /// <summary>Idempotency keys that were answered 2xx, with the path.</summary>
    public IReadOnlyDictionary<string, string> Promised => _promised;

    /// <summary>Lets the next <paramref name="tickets"/> be opened.</summary>
    public void Let(int tickets) => _gate.Release(tickets);

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (
            request.Method == HttpMethod.Post
            && request.RequestUri!.AbsolutePath == "/api/tickets"
            && request.Headers.TryGetValues("Idempotency-Key", out var given)
            && given.Single() is var opening
            && !_let.ContainsKey(opening)
        )
        {
            await _gate.WaitAsync(cancellationToken);
            _let[opening] = true;
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode && request.Headers.TryGetValues("Idempotency-Key", out var keys))
        {
            _promised[keys.Single()] = request.RequestUri!.AbsolutePath;
        }

        return response;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        _gate.Dispose();
        base.Dispose(disposing);
    }
}
