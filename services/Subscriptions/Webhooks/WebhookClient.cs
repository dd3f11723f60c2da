using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>What the OPTIONS handshake said: a rate (null without a limit), or why the endpoint does not agree.</summary>
internal sealed record HandshakeResult(int? AllowedRate, string? Refusal)
{
    private const int MostRequestsPerMinute = 1_000_000;

    /// <summary>Reads the answer's headers; its status says nothing (CloudEvents HTTP webhooks, 4.2).</summary>
    public static HandshakeResult Read(HttpResponseHeaders headers, string origin)
    {
        var allowed = First(headers, "WebHook-Allowed-Origin");
        if (allowed is null)
        {
            return new HandshakeResult(null, "The answer to OPTIONS has no WebHook-Allowed-Origin.");
        }

        if (allowed != "*" && !string.Equals(allowed, origin, StringComparison.OrdinalIgnoreCase))
        {
            return new HandshakeResult(null, "WebHook-Allowed-Origin names another origin.");
        }

        return First(headers, "WebHook-Allowed-Rate") switch
        {
            null => new HandshakeResult(null, "The answer to OPTIONS has no WebHook-Allowed-Rate."),
            "*" => new HandshakeResult(null, null),
            { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate > 0 =>
                new HandshakeResult(Math.Min(rate, MostRequestsPerMinute), null),
            _ => new HandshakeResult(null, "WebHook-Allowed-Rate is neither * nor a number above zero."),
        };
    }

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.First().Trim() : null;
}

/// <summary>Speaks to endpoints: through the guard, without redirects, cookies, proxies, or anything of our traces.</summary>
internal sealed class WebhookClient : IDisposable
{
    private static readonly MediaTypeHeaderValue CloudEvent = new("application/cloudevents+json", "utf-8");
    private static readonly MediaTypeHeaderValue PlainJson = new("application/json", "utf-8");
    private readonly HttpMessageInvoker _http;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _clock;

    public WebhookClient(AddressGuard guard, IOptions<WebhookOptions> options, TimeProvider clock)
    {
        _options = options.Value;
        _clock = clock;
        _http = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                ConnectCallback = guard.Connect,
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
                // Not limited by host: endpoints that share one must not wait for each other. Each endpoint has its slots.
                MaxResponseHeadersLength = 16,
                // A kept connection was checked when it was made; before long it is checked again.
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            }
        );
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Asks whether we may send there.</summary>
    public async Task<HandshakeResult> Handshake(string url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, url);
        request.Headers.Add("WebHook-Request-Origin", _options.Origin);
        request.Headers.Add("WebHook-Request-Rate", _options.RequestedRate.ToString(CultureInfo.InvariantCulture));
        using var deadline = Deadline(_options.HandshakeTimeout, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, deadline.Token);
            return HandshakeResult.Read(response.Headers, _options.Origin);
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            return new HandshakeResult(null, Describe(exception));
        }
    }

    /// <summary>Makes one attempt. The same <paramref name="id"/> at every attempt; the time is that of the attempt.</summary>
    public async Task<Answer> Post(
        string url,
        string id,
        string body,
        IEnumerable<string> keys,
        CancellationToken cancellationToken,
        WebhookFormat format = WebhookFormat.CloudEvents
    )
    {
        var now = _clock.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = format == WebhookFormat.CloudEvents ? CloudEvent : PlainJson;
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", WebhookSignature.Timestamp(now));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(id, now, body, keys));
        request.Headers.Add("WebHook-Request-Origin", _options.Origin);
        using var deadline = Deadline(_options.Timeout, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, deadline.Token);
            var excerpt = await Excerpt(response.Content, deadline.Token);
            return new Answer((int)response.StatusCode, RetryAfter(response.Headers.RetryAfter), Excerpt: excerpt);
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            return new Answer(null, Error: Describe(exception));
        }
    }

    private static CancellationTokenSource Deadline(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        return deadline;
    }

    // No more is read than is kept: an endless answer costs nothing. What comes too late to be kept does not undo the status.
    private async Task<string?> Excerpt(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[_options.ResponseExcerpt];
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            // PostgreSQL's text holds no NUL.
            return read == 0 ? null : Encoding.UTF8.GetString(buffer, 0, read).Replace('\0', '\uFFFD');
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private DateTimeOffset? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta is { } delta
            ? _clock.GetUtcNow() + (delta < _options.MaximumRetryAfter ? delta : _options.MaximumRetryAfter)
            : header?.Date;

    private static bool IsFailure(Exception exception, CancellationToken stopping) =>
        !stopping.IsCancellationRequested
        && exception is HttpRequestException or IOException or OperationCanceledException or SocketException;

    // Which kind of failure, for the log that the subscriber reads; nothing about our side.
    private static string Describe(Exception exception) =>
        exception switch
        {
            OperationCanceledException => "timeout",
            HttpRequestException { InnerException: AddressRefusedException refused } => $"address-refused: {refused.Message}",
            HttpRequestException { InnerException: AuthenticationException } => "tls-failed",
            HttpRequestException
            {
                InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }
            } => "name-not-found",
            HttpRequestException { InnerException: SocketException } => "connection-failed",
            HttpRequestException { HttpRequestError: var error } => error == HttpRequestError.Unknown ? "connection-failed" : $"{error}",
            _ => "connection-failed",
        };
}
