using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace CustomerService.Demo;

/// <summary>
/// Lets the requests of an HTTP client be somebody's: a request with the header <c>X-Actor: role:id</c> leaves with an access token of that
/// person instead, which the issuer gives to the demo's client on behalf of whoever it names. An outside system (<c>integration:id</c>) has
/// a secret of its own.
/// </summary>
public sealed class ActsForPeople(Uri gateway, string client, string secret) : DelegatingHandler(new SocketsHttpHandler())
{
    /// <summary>Name of the header that never leaves this process.</summary>
    public const string Header = "X-Actor";

    private const string OnBehalf = "urn:customerservice:params:oauth:grant-type:on-behalf";
    private readonly ConcurrentDictionary<string, Lazy<Task<Held>>> _tokens = new();

    /// <summary>Secrets of outside systems by client id.</summary>
    public ConcurrentDictionary<string, string> Systems { get; } = new([KeyValuePair.Create(client, secret)]);

    /// <summary>An access token of <c>role:id</c> that is valid for a while.</summary>
    public async Task<string> TokenOf(string actor, CancellationToken cancellationToken = default)
    {
        var asking = _tokens.GetOrAdd(actor, _ => new Lazy<Task<Held>>(() => Ask(actor)));
        try
        {
            var held = await asking.Value.WaitAsync(cancellationToken);
            if (held.RenewAt > TimeProvider.System.GetUtcNow())
            {
                return held.Token;
            }
        }
        catch (HttpRequestException)
        {
            _tokens.TryRemove(KeyValuePair.Create(actor, asking));
            throw;
        }

        _tokens.TryRemove(KeyValuePair.Create(actor, asking));
        return await TokenOf(actor, cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.TryGetValues(Header, out var actor))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenOf(actor.Single(), cancellationToken));
            request.Headers.Remove(Header);
        }

        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<Held> Ask(string actor)
    {
        var (role, id) = actor.Split(':', 2) is [var r, var i]
            ? (r, i)
            : throw new ArgumentException($"{actor} is not role:id.", nameof(actor));
        var form =
            role == "integration"
                ? new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials",
                    ["client_id"] = id,
                    ["client_secret"] = Systems[id],
                }
                : new Dictionary<string, string>
                {
                    ["grant_type"] = OnBehalf,
                    ["client_id"] = client,
                    ["client_secret"] = secret,
                    ["subject"] = id,
                    ["role"] = role,
                };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "connect/token"))
        {
            Content = new FormUrlEncodedContent(form),
        };
        var asked = TimeProvider.System.GetUtcNow();
        using var answer = await base.SendAsync(request, CancellationToken.None);
        var body = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"No token for {actor}: {body}", null, answer.StatusCode);
        }

        var token = JsonNode.Parse(body)!;
        return new Held((string)token["access_token"]!, asked + (TimeSpan.FromSeconds((int)token["expires_in"]!) * 0.8));
    }

    private sealed record Held(string Token, DateTimeOffset RenewAt);
}
