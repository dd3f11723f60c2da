using System.Net;
using CustomerService.TestSupport;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CustomerService.Gateway.HostTests;

/// <summary>Who is let in, and what services are told of the caller.</summary>
public sealed class AccessTests(WholeGateway whole) : IClassFixture<WholeGateway>
{
    private static readonly Uri Ticket = new("/api/tickets/T1", UriKind.Relative);

    [Fact]
    public async Task WithoutATokenNoServiceIsAsked()
    {
        using var client = whole.Gateway.CreateClient();
        var asked = whole.Stubs["intake"].Requests.Count;
        using var answer = await client.GetAsync(Ticket);
        await Problem.Is(answer, HttpStatusCode.Unauthorized, "token-missing");
        Assert.Equal(asked, whole.Stubs["intake"].Requests.Count);
    }

    [Theory]
    [InlineData("/survey/abc", "surveys")]
    [InlineData("/connect/token", "identity")]
    [InlineData("/.well-known/openid-configuration", "identity")]
    [InlineData("/sign-in", "identity")]
    public async Task PagesForEverybodyNeedNone(string path, string service)
    {
        using var client = whole.Gateway.CreateClient();
        Assert.Equal(service, (await client.GetAsync(new Uri(path, UriKind.Relative)).Read<Answer>()).Service);
    }

    [Fact]
    public async Task TheServiceLearnsFromUsWhoWeAreAndNothingFromTheCaller()
    {
        using var client = whole.Gateway.CreateClient().As(new Actor("agent", "A017"));
        foreach (
            var header in new[]
            {
                "X-Actor",
                "Forwarded",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Real-IP",
                "X-Original-URL",
                "X-HTTP-Method-Override",
            }
        )
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(header, "spoofed");
        }

        client.DefaultRequestHeaders.Remove(AccessTokens.ServiceHeader);
        client.DefaultRequestHeaders.Add(AccessTokens.ServiceHeader, $"Bearer {TestIssuer.ServiceToken("spoofed")}");
        var answer = await client.GetAsync(Ticket).Read<Answer>();
        Assert.DoesNotContain(answer.Headers, h => h.Value.Contains("spoofed", StringComparison.Ordinal));
        Assert.Equal("gateway", new JsonWebToken(answer.Headers[AccessTokens.ServiceHeader]["Bearer ".Length..]).Subject);
        Assert.Equal("127.0.0.1", answer.Headers["X-Forwarded-For"]);
    }

    [Fact]
    public async Task BudgetsFollowTheCallerNotTheAddress()
    {
        await using var gateway = new GatewayHost(
            [("intake", whole.Stubs["intake"])],
            ("Gateway:RateLimits:command:Burst", "1"),
            ("Gateway:RateLimits:command:PerSecond", "0.001")
        );
        using var one = gateway.CreateClient().As(new Actor("agent", "A1"));
        using var other = gateway.CreateClient().As(new Actor("agent", "A2"));
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK],
            new[] { await one.PostAsync(Ticket, null), await one.PostAsync(Ticket, null), await other.PostAsync(Ticket, null) }.Select(a =>
                a.StatusCode
            )
        );
    }
}
