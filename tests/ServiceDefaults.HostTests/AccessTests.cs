using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using CustomerService.TestSupport;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>
/// Which tokens a service takes (A1). Every other host test shows that a good one of an issuer that is not ours is enough.
/// </summary>
[Collection(DefaultsCollection.Name)]
public sealed class AccessTests(DefaultsHost host)
{
    private static readonly Actor Agent = new("agent", "A017");
    private static readonly Uri Tickets = new("/api/tickets", UriKind.Relative);

    [Fact]
    public async Task WithoutATokenNobodyIsHeard()
    {
        using var guest = host.Guest();
        using var answer = await guest.GetAsync(Tickets);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        await Task.FromResult(answer).IsProblem(HttpStatusCode.Unauthorized, "token-missing");
    }

    [Fact]
    public async Task ARoleThatIsNotPermittedIsRefusedAndOneOfSeveralIsEnough()
    {
        await Ask(TestIssuer.Token(new Actor("engineer", "E1")), new Uri("/api/customers?phone=1", UriKind.Relative))
            .IsProblem(HttpStatusCode.Forbidden, "not-permitted");
        await Ask(TestIssuer.Token(new Actor("boss", "B1"))).IsProblem(HttpStatusCode.Forbidden, "not-permitted");
        using var both = await Ask(
            TestIssuer.Token(new Actor("storekeeper", "K1"), token => token.Claims["role"] = new[] { "storekeeper", "agent" })
        );
        Assert.Equal(HttpStatusCode.OK, both.StatusCode);
    }

    public static TheoryData<string, Action<SecurityTokenDescriptor>> BadTokens =>
        new()
        {
            { "token-invalid", t => t.Audience = "another-system" },
            { "token-invalid", t => t.Issuer = "https://issuer.example/" },
            { "token-invalid", t => t.TokenType = "JWT" },
            { "token-invalid", t => t.NotBefore = DateTime.UtcNow.AddMinutes(5) },
            {
                "token-invalid",
                t =>
                    t.SigningCredentials = new SigningCredentials(
                        new RsaSecurityKey(RSA.Create(2048)) { KeyId = "test-1" },
                        SecurityAlgorithms.RsaSha256
                    )
            },
            {
                "token-invalid",
                t =>
                    t.SigningCredentials = new SigningCredentials(
                        new RsaSecurityKey(RSA.Create(2048)) { KeyId = "unknown" },
                        SecurityAlgorithms.RsaSha256
                    )
            },
            {
                "token-invalid",
                t => t.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(new byte[64]), SecurityAlgorithms.HmacSha256)
            },
            { "token-invalid", t => t.SigningCredentials = null },
            { "token-invalid", t => t.Expires = null },
            {
                "token-expired",
                t =>
                    (t.IssuedAt, t.NotBefore, t.Expires) = (
                        DateTime.UtcNow.AddHours(-2),
                        DateTime.UtcNow.AddHours(-2),
                        DateTime.UtcNow.AddMinutes(-1)
                    )
            },
        };

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task ATokenThatIsNotExactlyRightIsRefused(string code, Action<SecurityTokenDescriptor> spoil) =>
        await Ask(TestIssuer.Token(Agent, spoil)).IsProblem(HttpStatusCode.Unauthorized, code);

    [Fact]
    public async Task AChangedOrCrookedTokenIsRefused()
    {
        var good = TestIssuer.Token(Agent);
        var parts = good.Split('.');
        var promoted = Base64UrlEncoder.Encode(
            Base64UrlEncoder.Decode(parts[1]).Replace("agent", "administrator", StringComparison.Ordinal)
        );
        foreach (
            var bad in new[]
            {
                $"{parts[0]}.{promoted}.{parts[2]}",
                $"{parts[0]}.{parts[1]}.",
                $"{parts[0]}.{parts[1]}",
                "x.y.z",
                "",
                new string('a', 9000),
            }
        )
        {
            using var answer = await Ask(bad);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        // The public key as the secret of a symmetric signature: the oldest trick there is.
        var header = Base64UrlEncoder.Encode("""{"alg":"HS256","typ":"at+jwt","kid":"test-1"}""");
        var secret = Encoding.UTF8.GetBytes(await new HttpClient().GetStringAsync(new Uri(TestIssuer.Address, "keys")));
        var signature = HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes($"{header}.{parts[1]}"));
        await Ask($"{header}.{parts[1]}.{Base64UrlEncoder.Encode(signature)}").IsProblem(HttpStatusCode.Unauthorized, "token-invalid");
    }

    [Fact]
    public async Task PastTheGatewayNobodyIsHeard()
    {
        await using var replica = await host.StartReplica();
        using var client = replica.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestIssuer.Token(Agent));
        await client.GetAsync(Tickets).IsProblem(HttpStatusCode.Unauthorized, "gateway-only");
        client.DefaultRequestHeaders.Add(AccessTokens.ServiceHeader, $"Bearer {TestIssuer.Token(Agent)}");
        await client.GetAsync(Tickets).IsProblem(HttpStatusCode.Unauthorized, "gateway-only");
        client.FromTheGateway();
        using var heard = await client.GetAsync(Tickets);
        Assert.Equal(HttpStatusCode.OK, heard.StatusCode);
    }

    [Fact]
    public void ATestTokenIsWhatAnIssuerGives() => Assert.Equal("RS256", new JsonWebToken(TestIssuer.Token(Agent)).Alg);

    private async Task<HttpResponseMessage> Ask(string token, Uri? address = null)
    {
        using var client = host.Guest();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await client.GetAsync(address ?? Tickets);
    }
}
