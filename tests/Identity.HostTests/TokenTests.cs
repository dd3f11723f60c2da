using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CustomerService.Identity.Tokens;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CustomerService.Identity.HostTests;

/// <summary>Tokens without a sign-in page: client credentials and on behalf.</summary>
[Collection(IdentityCollection.Name)]
public sealed class TokenTests(IdentityHost host)
{
    private readonly HttpClient _client = host.Client("agent:nobody");

    [Fact]
    public async Task DiscoveryThroughTheGatewayNamesTheEndpointsAtThePublicAddress()
    {
        using var client = host.Client("agent:nobody");
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "127.0.0.1:8080");
        var document = await client.GetFromJsonAsync<JsonElement>(new Uri("/.well-known/openid-configuration", UriKind.Relative));
        Assert.Equal(IdentityHost.Issuer, document.GetProperty("issuer").GetString());
        Assert.Equal($"{IdentityHost.Issuer}connect/token", document.GetProperty("token_endpoint").GetString());
        Assert.Equal($"{IdentityHost.Issuer}.well-known/jwks", document.GetProperty("jwks_uri").GetString());
        Assert.Equal($"{IdentityHost.Issuer}connect/authorize", document.GetProperty("authorization_endpoint").GetString());
        Assert.Equal($"{IdentityHost.Issuer}connect/logout", document.GetProperty("end_session_endpoint").GetString());
        Assert.Equal(["S256"], document.GetProperty("code_challenge_methods_supported").Strings());
        Assert.Contains("urn:customerservice:params:oauth:grant-type:on-behalf", document.GetProperty("grant_types_supported").Strings());
        Assert.Equal(200, (await client.ClientCredentials("intake")).Status);
    }

    [Fact]
    public async Task DiscoveryAtTheServiceItselfNamesTheSameIssuerAndTheServicesOwnEndpoints()
    {
        var document = await _client.GetFromJsonAsync<JsonElement>(new Uri("/.well-known/openid-configuration", UriKind.Relative));
        Assert.Equal(IdentityHost.Issuer, document.GetProperty("issuer").GetString());
        Assert.Equal("http://localhost/connect/token", document.GetProperty("token_endpoint").GetString());
        Assert.Equal("http://localhost/.well-known/jwks", document.GetProperty("jwks_uri").GetString());
    }

    [Fact]
    public async Task ASystemGetsATokenThatSaysWhatItIsRegisteredFor()
    {
        var answer = await _client.ClientCredentials("SUB00000001");
        Assert.Equal(200, answer.Status);
        Assert.Equal(("at+jwt", "RS256"), (answer.Head.GetProperty("typ").GetString(), answer.Head.GetProperty("alg").GetString()));
        var claims = answer.Claims;
        Assert.Equal("SUB00000001", claims.GetProperty("sub").GetString());
        Assert.Equal("SUB00000001", claims.GetProperty("client_id").GetString());
        Assert.Equal("customerservice", claims.GetProperty("aud").GetString());
        Assert.Equal(IdentityHost.Issuer, claims.GetProperty("iss").GetString());
        Assert.Equal(["integration"], claims.GetProperty("role").Strings());
        Assert.Equal(["S31*"], claims.GetProperty("site").Strings());
        Assert.Equal(["31"], claims.GetProperty("region").Strings());
        Assert.Equal("normal", claims.GetProperty("clearance").GetString());
        Assert.Equal(600, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.False(claims.TryGetProperty("act", out _));
    }

    [Fact]
    public async Task ATokenIsValidByTheKeysThatArePublished()
    {
        var token = (await _client.ClientCredentials("intake")).Token;
        var result = await Validate(_client, token);
        Assert.True(result.IsValid, result.Exception?.ToString());
    }

    [Fact]
    public async Task AClientMayAlsoProveWhoItIsWithHttpBasic()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = TokenRequests.Form(("grant_type", "client_credentials")),
        };
        request.Headers.Authorization = TokenRequests.Basic("intake", IdentityHost.Secret);
        using var response = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("intake", "another-secret-that-is-not-the-right-one")]
    [InlineData("unknown", IdentityHost.Secret)]
    [InlineData("desk", IdentityHost.Secret)]
    public async Task AWrongSecretAnUnknownClientAndAPublicOneGetNothing(string id, string secret)
    {
        var answer = await _client.ClientCredentials(id, secret);
        Assert.Contains(answer.Error, new[] { "invalid_client", "unauthorized_client" });
        Assert.Null(answer.Text("access_token"));
    }

    [Fact]
    public async Task AClientWithoutARoleOfItsOwnGetsNoTokenForItself() =>
        Assert.Equal("unauthorized_client", (await _client.ClientCredentials("customer-app")).Error);

    [Fact]
    public async Task AClientActsForACustomerWhoIsNotRegistered()
    {
        var claims = (await _client.OnBehalf("customer-app", "C00004711", "customer")).Claims;
        Assert.Equal("C00004711", claims.GetProperty("sub").GetString());
        Assert.Equal(["customer"], claims.GetProperty("role").Strings());
        Assert.True(claims.TryGetProperty("act", out var act), claims.ToString());
        Assert.Equal("customer-app", act.GetProperty("sub").GetString());
        Assert.Equal("customer-app", claims.GetProperty("client_id").GetString());
        Assert.False(claims.TryGetProperty("site", out _));
    }

    [Fact]
    public async Task ForSomebodyRegisteredTheTokenHasOneRoleAndThePlacesOfThePerson()
    {
        var claims = (await _client.OnBehalf("customer-app", "A017", "agent")).Claims;
        Assert.Equal(["agent"], claims.GetProperty("role").Strings());
        Assert.Equal(["S3101*"], claims.GetProperty("site").Strings());
        Assert.Equal(["3101"], claims.GetProperty("region").Strings());
        Assert.Equal("secret", claims.GetProperty("clearance").GetString());
    }

    [Fact]
    public async Task PlacesCanBeNarrowedButNotWidened()
    {
        var narrowed = await _client.OnBehalf("customer-app", "A017", "agent", ("sites", "S310101 S31010*"));
        Assert.Equal(["S310101", "S31010*"], narrowed.Claims.GetProperty("site").Strings());
        Assert.Equal("invalid_grant", (await _client.OnBehalf("customer-app", "A017", "agent", ("sites", "S31*"))).Error);
    }

    [Theory]
    [InlineData("customer-app", "A017", "dispatcher", "unauthorized_client")] // not among the roles it acts for
    [InlineData("customer-app", "A099", "agent", "invalid_grant")] // staff must be registered
    [InlineData("customer-app", "AD1", "agent", "invalid_grant")] // has not this role
    [InlineData("customer-app", "intake", "customer", "invalid_grant")] // a client is nobody to act for
    [InlineData("customer-app", "C1", "system", "unauthorized_client")]
    [InlineData("customer-app", "C1", "nonsense", "invalid_request")]
    [InlineData("customer-app", "", "customer", "invalid_request")]
    [InlineData("intake", "A017", "agent", "unauthorized_client")] // may not use the grant
    public async Task EverythingElseIsRefused(string client, string subject, string role, string error) =>
        Assert.Equal(error, (await _client.OnBehalf(client, subject, role)).Error);

    [Fact]
    public async Task WhoGotATokenIsOnRecordWithoutTheToken()
    {
        var token = (await _client.OnBehalf("customer-app", "C00009999", "customer")).Token;
        var issued = await Events<ClientTokenIssued>(e => e.Subject == "C00009999");
        Assert.Equal("customer-app", Assert.Single(issued).Client);
        Assert.DoesNotContain(token.Split('.')[2], JsonSerializer.Serialize(issued), StringComparison.Ordinal);

        await _client.OnBehalf("customer-app", "C00009998", "quality");
        Assert.Equal("unauthorized_client", Assert.Single(await Events<ClientTokenRefused>(e => e.Subject == "C00009998")).Why);
    }

    internal static async Task<TokenValidationResult> Validate(HttpClient client, string token)
    {
        var keys = new JsonWebKeySet(await client.GetStringAsync(new Uri("/.well-known/jwks", UriKind.Relative)));
        return await new JsonWebTokenHandler().ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = IdentityHost.Issuer,
                ValidAudience = "customerservice",
                ValidTypes = ["at+jwt"],
                ValidAlgorithms = ["RS256"],
                IssuerSigningKeys = keys.GetSigningKeys(),
            }
        );
    }

    private async Task<IReadOnlyList<T>> Events<T>(Func<T, bool> matches)
        where T : class
    {
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return [.. (await query.Events.QueryAllRawEvents().ToListAsync()).Select(e => e.Data).OfType<T>().Where(matches)];
    }
}
