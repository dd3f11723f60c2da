using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CustomerService.TestSupport;

/// <summary>
/// An OpenID Connect issuer that is not ours: what a company may bring. It listens on a port of this process, publishes its keys and gives
/// a token to every client that asks, or to whomever a test wants to be. One for all tests of a process.
/// </summary>
public static class TestIssuer
{
    /// <summary>Secret of every client.</summary>
    public const string Secret = "known-to-every-test";

    private static readonly RsaSecurityKey Key = new(RSA.Create(2048)) { KeyId = "test-1" };
    private static readonly SigningCredentials Credentials = new(Key, SecurityAlgorithms.RsaSha256);
    private static readonly Lazy<Uri> Listening = new(Listen);
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Its address.</summary>
    public static Uri Address => Listening.Value;

    /// <summary>What a process has to be told to accept its tokens and to have its own.</summary>
    public static IReadOnlyDictionary<string, string> Settings(string client) =>
        new Dictionary<string, string>
        {
            ["Access:Authority"] = Address.ToString(),
            ["Access:AllowHttp"] = "true",
            ["Access:Client:Id"] = client,
            ["Access:Client:Secret"] = Secret,
        };

    /// <summary>A token of somebody, for an hour; <paramref name="change"/> makes it another one.</summary>
    public static string Token(Actor actor, Action<SecurityTokenDescriptor>? change = null)
    {
        var now = DateTime.UtcNow;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Address.ToString(),
            Audience = "customerservice",
            TokenType = "at+jwt",
            IssuedAt = now,
            NotBefore = now,
            Expires = actor.ValidUntil?.UtcDateTime ?? now.AddHours(1),
            SigningCredentials = Credentials,
            Claims = new Dictionary<string, object>
            {
                ["sub"] = actor.Id,
                ["role"] = new[] { actor.Role },
                ["site"] = actor.Scope.Sites.ToArray(),
                ["region"] = actor.Scope.Regions.ToArray(),
                ["clearance"] = JsonNamingPolicy.CamelCase.ConvertName(actor.Clearance.ToString()),
            },
        };
        change?.Invoke(descriptor);
        return Handler.CreateToken(descriptor);
    }

    /// <summary>The token of one of our processes.</summary>
    public static string ServiceToken(string service) => Token(Actor.System(service));

    /// <summary>An actor as tests write it: <c>agent:A017</c>, who sees everything that is not confidential.</summary>
    public static Actor Somebody(string actor) =>
        actor.Split(':', 2) is [var role, var id]
            ? new Actor(role, id)
            : throw new ArgumentException($"{actor} is not role:id.", nameof(actor));

    /// <summary>Lets a client ask as <paramref name="actor"/>, through the gateway as far as the service can tell.</summary>
    public static HttpClient As(this HttpClient client, Actor actor)
    {
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token(actor));
        return client.FromTheGateway();
    }

    /// <summary>The same for what a channel of gRPC sends.</summary>
    public static HttpMessageHandler As(this HttpMessageHandler handler, Actor actor) => new Bearer(handler, Token(actor));

    /// <summary>Lets a client ask without a token of a person.</summary>
    public static HttpClient FromTheGateway(this HttpClient client)
    {
        client.DefaultRequestHeaders.Remove(AccessTokens.ServiceHeader);
        client.DefaultRequestHeaders.Add(AccessTokens.ServiceHeader, $"Bearer {ServiceToken("gateway")}");
        return client;
    }

    private static Uri Listen()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => new JsonObject
            {
                ["issuer"] = Address.ToString(),
                ["jwks_uri"] = new Uri(Address, "keys").ToString(),
                ["token_endpoint"] = new Uri(Address, "token").ToString(),
            });
        app.MapGet("/keys", () => new JsonObject { ["keys"] = new JsonArray(PublicKey()) });
        app.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            return form["grant_type"] == "client_credentials" && form["client_secret"] == Secret
                ? Results.Json(
                    new JsonObject
                    {
                        ["access_token"] = ServiceToken(form["client_id"]!),
                        ["token_type"] = "Bearer",
                        ["expires_in"] = 3600,
                    }
                )
                : Results.Json(new JsonObject { ["error"] = "invalid_client" }, statusCode: StatusCodes.Status401Unauthorized);
        });
        app.Start();
        return new Uri(app.Urls.Single());
    }

    private sealed class Bearer(HttpMessageHandler inner, string token) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization ??= new("Bearer", token);
            request.Headers.TryAddWithoutValidation(AccessTokens.ServiceHeader, $"Bearer {ServiceToken("gateway")}");
            return base.SendAsync(request, cancellationToken);
        }
    }

    private static JsonObject PublicKey()
    {
        var key = Key.Rsa.ExportParameters(false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = Key.KeyId,
            ["n"] = Base64UrlEncoder.Encode(key.Modulus),
            ["e"] = Base64UrlEncoder.Encode(key.Exponent),
        };
    }
}
