using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerService.AccessControl;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace CustomerService.Gateway.OpenApi;

/// <summary>
/// One OpenAPI 3.1 document of the whole system, fetched from healthy destinations and kept for a while. A service that does not answer is
/// left out and named in <c>info.x-unavailable</c>.
/// </summary>
internal sealed class JoinedDocument(
    IProxyStateLookup proxy,
    IHttpClientFactory clients,
    IOptions<AccessOptions> access,
    TimeProvider clock,
    ILogger<JoinedDocument> logger
) : IDisposable
{
    public const string ClientName = "openapi";
    private const string DocumentMetadata = "Document";
    private const string Description =
        "After-sales service: tickets, work orders of engineers, repairs and stock, complaints, surveys. Send an access token: "
        + "`Authorization: Bearer …`. "
        + "A POST may carry an `Idempotency-Key`: the same key gets the same answer. Failures are problem documents (RFC 9457).";

    private static readonly TimeSpan KeepWhole = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepPartial = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SemaphoreSlim _one = new(1);
    private (byte[] Document, DateTimeOffset Until) _kept = ([], DateTimeOffset.MinValue);

    public async Task<byte[]> Get(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (_kept.Until <= now)
            {
                var (document, whole) = await Join(cancellationToken);
                _kept = (JsonSerializer.SerializeToUtf8Bytes(document, Readable), now + (whole ? KeepWhole : KeepPartial));
            }

            return _kept.Document;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<(JsonObject Document, bool Whole)> Join(CancellationToken cancellationToken)
    {
        var clusters = proxy.GetClusters().Where(c => Path(c) is not null).OrderBy(c => c.ClusterId, StringComparer.Ordinal).ToList();
        var documents = await Task.WhenAll(clusters.Select(cluster => Fetch(cluster, cancellationToken)));
        var merge = new DocumentMerge();
        var unavailable = new JsonArray();
        foreach (var (cluster, document) in clusters.Zip(documents))
        {
            if (document is null)
            {
                unavailable.Add(cluster.ClusterId);
                continue;
            }

            var prefixes = proxy
                .GetRoutes()
                .Where(r => r.Config.ClusterId == cluster.ClusterId)
                .Select(r => r.Config.Match.Path!.Split("/{")[0])
                .ToList();
            merge.Add(cluster.ClusterId, document, path =>
                prefixes.Any(prefix => path == prefix || path.StartsWith($"{prefix}/", StringComparison.Ordinal))
            );
        }

        var info = new JsonObject
        {
            ["title"] = "CustomerService",
            ["version"] = "v1",
            ["description"] = Description,
        };
        if (unavailable.Count > 0)
        {
            info["x-unavailable"] = unavailable;
        }

        var joined = merge.ToDocument(info);
        DocumentSecurity.Describe(joined, access.Value.Authority);
        return (joined, unavailable.Count == 0);
    }

    private async Task<JsonObject?> Fetch(ClusterState cluster, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        foreach (var destination in cluster.DestinationsState.AvailableDestinations)
        {
            try
            {
                var address = new Uri(new Uri(destination.Model.Config.Address), Path(cluster));
                return JsonNode.Parse(await client.GetByteArrayAsync(address, cancellationToken)) as JsonObject;
            }
            catch (Exception exception)
                when (exception is HttpRequestException or JsonException
                    || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                logger.LogWarning("{Service} gave no OpenAPI document: {Reason}", cluster.ClusterId, exception.Message);
            }
        }

        return null;
    }

    private static string? Path(ClusterState cluster) => cluster.Model.Config.Metadata?.GetValueOrDefault(DocumentMetadata);
}
