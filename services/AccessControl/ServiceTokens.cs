using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace CustomerService.AccessControl;

/// <summary>
/// This process' own access tokens, by client credentials (RFC 6749, 4.4); renewed when four fifths of their time are over, and used to
/// their end while the issuer does not answer.
/// </summary>
public sealed class ServiceTokens(
    IHttpClientFactory clients,
    IConfigurationManager<OpenIdConnectConfiguration> discovery,
    IOptions<AccessOptions> options,
    TimeProvider clock
) : IDisposable
{
    // Nobody waits for an issuer that has just not answered somebody else.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private Held? _held;
    private DateTimeOffset _askAgainAt;

    /// <summary>A token that is valid for a while.</summary>
    /// <exception cref="HttpRequestException">The issuer does not answer, or refuses.</exception>
    public async ValueTask<string> Get(CancellationToken cancellationToken)
    {
        if (Current() is { } token)
        {
            return token;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            return Current() ?? await Renew(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private string? Current() => _held is { } held && clock.GetUtcNow() < held.RenewAt ? held.Token : null;

    private async Task<string> Renew(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        try
        {
            return now < _askAgainAt
                ? throw new HttpRequestException("The issuer did not answer a moment ago.")
                : await Ask(now, cancellationToken);
        }
        catch (HttpRequestException) when (_held is { } held && now < held.Expires)
        {
            _held = held with { RenewAt = now + Pause };
            return held.Token;
        }
    }

    private async Task<string> Ask(DateTimeOffset asked, CancellationToken cancellationToken)
    {
        var client = options.Value.Client ?? throw new InvalidOperationException("Set Access__Client__Id and Access__Client__Secret.");
        using var http = clients.CreateClient(nameof(ServiceTokens));
        using var request = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = client.Id,
                ["client_secret"] = client.Secret,
            }.Concat(client.Scope is { } scope ? [KeyValuePair.Create("scope", scope)] : [])
        );
        try
        {
            var issuer = await discovery.GetConfigurationAsync(cancellationToken);
            using var answer = await http.PostAsync(new Uri(issuer.TokenEndpoint), request, cancellationToken);
            answer.EnsureSuccessStatusCode();
            var given = (await answer.Content.ReadFromJsonAsync<TokenAnswer>(cancellationToken))!;
            var lifetime = TimeSpan.FromSeconds(given.ExpiresIn);
            _held = new Held(given.AccessToken, asked + (lifetime * 0.8), asked + lifetime);
            return given.AccessToken;
        }
        catch (Exception exception)
            when (!cancellationToken.IsCancellationRequested
                && exception is (HttpRequestException or InvalidOperationException or OperationCanceledException)
            )
        {
            // The discovery document says that it cannot be had, and the client that it has waited long enough, in other words.
            _askAgainAt = asked + Pause;
            throw new HttpRequestException(exception.Message, exception, (exception as HttpRequestException)?.StatusCode);
        }
    }

    private sealed record Held(string Token, DateTimeOffset RenewAt, DateTimeOffset Expires);

    private sealed record TokenAnswer(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("expires_in")] int ExpiresIn
    );
}

/// <summary>
/// Says who we are in every request of an HTTP client: beside the caller's token when the request carries one, else in its place.
/// </summary>
public sealed class ServiceTokenHandler(ServiceTokens tokens) : DelegatingHandler
{
    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await tokens.Get(cancellationToken);
        if (request.Headers.Authorization is null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(AccessTokens.Prefix.Trim(), token);
        }
        else
        {
            request.Headers.Add(AccessTokens.ServiceHeader, $"{AccessTokens.Prefix}{token}");
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
