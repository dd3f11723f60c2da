using System.Collections.Concurrent;

namespace CustomerService.Faults;

/// <summary>Remembers which commands were answered 2xx: those may never be lost, nor carried out twice.</summary>
internal sealed class CommandRecorder() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly ConcurrentDictionary<string, string> _promised = new();

    /// <summary>Idempotency keys that were answered 2xx, with the path.</summary>
    public IReadOnlyDictionary<string, string> Promised => _promised;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode && request.Headers.TryGetValues("Idempotency-Key", out var keys))
        {
            _promised[keys.Single()] = request.RequestUri!.AbsolutePath;
        }

        return response;
    }
}
