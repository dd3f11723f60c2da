using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace CustomerService.AccessControl;

/// <summary>This process' own access tokens, by client credentials (RFC 6749, 4.4); renewed when four fifths of their time are over.</summary>
public sealed class ServiceTokens(
    IHttpClientFactory clients, IConfigurationManager<OpenIdConnectConfiguration> discovery, IOptions<AccessOptions> options, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private Held? _held;

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
            return Current() ?? await Ask(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private string? Current() => _held is { } held && clock.GetUtcNow() < held.RenewAt ? held.Token : null;

    private async Task<string> Ask(CancellationToken cancellationToken)
    {
        var client = options.Value.Client ?? throw new InvalidOperationException("Set Access__Client__Id and Access__Client__Secret.");
        var issuer = await discovery.GetConfigurationAsync(cancellationToken);
        using var http = clients.CreateClient(nameof(ServiceTokens));
        using var request = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client.Id,
            ["client_secret"] = client.Secret,
        }.Concat(client.Scope is { } scope ? [KeyValuePair.Create("scope", scope)] : []));
        var asked = clock.GetUtcNow();
        using var answer = await http.PostAsync(new Uri(issuer.TokenEndpoint), request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var given = (await answer.Content.ReadFromJsonAsync<TokenAnswer>(cancellationToken))!;
        _held = new Held(given.AccessToken, asked + (TimeSpan.FromSeconds(given.ExpiresIn) * 0.8));
        return given.AccessToken;
    }

    private sealed record Held(string Token, DateTimeOffset RenewAt);

    private sealed record TokenAnswer([property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}

/// <summary>Says who we are in every request of an HTTP client: beside the caller's token when the request carries one, else in its place.</summary>
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
