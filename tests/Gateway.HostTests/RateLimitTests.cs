using System.Net;
using CustomerService.Gateway.Proxy;

namespace CustomerService.Gateway.HostTests;

/// <summary>Budgets of a caller, and which pages of others may call.</summary>
public sealed class RateLimitTests : IAsyncLifetime
{
    private static readonly Uri Tickets = new("/api/tickets", UriKind.Relative);
    private Stub _intake = null!;
    private GatewayHost _gateway = null!;

    [Fact]
    public async Task WhoAsksTooOftenIsToldToWaitAndTheServiceIsNotAsked()
    {
        for (var left = 2; left >= 0; left--)
        {
            using var answer = await _gateway.Client.PostAsync(Tickets, null);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal($"\"command\";r={left};t={(left == 0 ? 1 : 0)}", Assert.Single(answer.Headers.GetValues("RateLimit")));
            Assert.Equal("\"command\";q=3;w=3000", Assert.Single(answer.Headers.GetValues("RateLimit-Policy")));
        }

        var asked = _intake.Requests.Count;
        using var refused = await _gateway.Client.PostAsync(Tickets, null);
        await Problem.Is(refused, HttpStatusCode.TooManyRequests, "too-many-requests");
        Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));
        Assert.Equal(asked, _intake.Requests.Count);

        // Reading has a budget of its own.
        using var read = await _gateway.Client.GetAsync(Tickets);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData(null, "unknown")]
    public void ACallerIsAnAddressOrTheNetworkOfAHousehold(string? address, string caller) =>
        Assert.Equal(caller, RateLimits.CallerOf(address is null ? null : IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://console.example", true)]
    [InlineData("https://elsewhere.example", false)]
    public async Task OnlyListedPagesMayCallFromABrowser(string origin, bool allowed)
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, Tickets)
        {
            Headers =
            {
                { "Origin", origin },
                { "Access-Control-Request-Method", "POST" },
                { "Access-Control-Request-Headers", "idempotency-key" },
            },
        };
        using var answer = await _gateway.Client.SendAsync(preflight);
        Assert.Equal(allowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) && origins.Single() == origin);
    }

    [Fact]
    public void ARouteWithAnUnknownBudgetIsFoundAtTheStart() =>
        Assert.ThrowsAny<Exception>(() =>
            new GatewayHost([("intake", _intake)], ("ReverseProxy:Routes:tickets:Metadata:RateLimit", "nobody-knows"))
        );

    public async Task InitializeAsync()
    {
        _intake = await Stub.Start("intake");
        _gateway = new GatewayHost(
            [("intake", _intake)],
            ("Gateway:RateLimits:command:Burst", "3"),
            ("Gateway:RateLimits:command:PerSecond", "0.001"),
            ("Gateway:AllowedOrigins:0", "https://console.example")
        );
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _intake.DisposeAsync();
    }
}
