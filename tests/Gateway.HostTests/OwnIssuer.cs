using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace CustomerService.Gateway.HostTests;

/// <summary>An issuer of one test, which goes away, comes back and changes its keys.</summary>
public sealed class OwnIssuer : IAsyncDisposable
{
    private readonly Uri _address;
    private WebApplication? _app;

    private OwnIssuer(Uri address) => _address = address;

    /// <summary>Keys as they are published.</summary>
    public List<RsaSecurityKey> Keys { get; } = [NewKey("first")];

    /// <summary>Seconds that the gateway's own token is valid.</summary>
    public int Lifetime { get; set; } = 3600;

    public (string Key, string Value)[] Settings =>
        [
            ("Access:Authority", $"{_address}"),
            ("Access:AllowHttp", "true"),
            ("Access:KeyRefresh", "00:00:01"),
            ("Access:Client:Id", "gateway"),
            ("Access:Client:Secret", TestIssuer.Secret),
        ];

    /// <summary>One that does not listen yet.</summary>
    public static async Task<OwnIssuer> Planned()
    {
        // A port that was free a moment ago.
        await using var stub = await Stub.Start("port");
        return new OwnIssuer(new Uri($"{stub.Address}/"));
    }

    public static RsaSecurityKey NewKey(string id) => new(RSA.Create(2048)) { KeyId = id };

    public string Token(RsaSecurityKey key, Actor? actor = null) => TestIssuer.Token(actor ?? new Actor("agent", "A017"), token =>
        {
            token.Issuer = _address.ToString();
            token.SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256);
        });

    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_address.ToString());
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => new JsonObject
            {
                ["issuer"] = _address.ToString(),
                ["jwks_uri"] = new Uri(_address, "keys").ToString(),
                ["token_endpoint"] = new Uri(_address, "token").ToString(),
            });
        _app.MapGet("/keys", () => new JsonObject { ["keys"] = new JsonArray([.. Keys.ToList().Select(Public)]) });
        _app.MapPost("/token", () =>
            new JsonObject { ["access_token"] = Token(Keys[^1], Actor.System("gateway")), ["expires_in"] = Lifetime }
        );
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private static JsonObject Public(RsaSecurityKey key)
    {
        var numbers = key.Rsa.ExportParameters(false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = key.KeyId,
            ["n"] = Base64UrlEncoder.Encode(numbers.Modulus),
            ["e"] = Base64UrlEncoder.Encode(numbers.Exponent),
        };
    }
}
