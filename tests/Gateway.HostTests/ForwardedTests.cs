using CustomerService.TestSupport;

namespace CustomerService.Gateway.HostTests;

/// <summary>Where a caller came from is what a proxy that we trust says, and nobody else.</summary>
public sealed class ForwardedTests(WholeGateway whole) : IClassFixture<WholeGateway>
{
    private static readonly Uri Ticket = new("/api/tickets/T1", UriKind.Relative);

    [Theory]
    [InlineData("127.0.0.0/8", 1, "203.0.113.7", "203.0.113.7", "https")]
    [InlineData("127.0.0.0/8", 1, "198.51.100.1, 203.0.113.7", "203.0.113.7", "https")]
    [InlineData("10.0.0.0/8", 1, "203.0.113.7", "127.0.0.1", "http")]
    [InlineData(null, 1, "203.0.113.7", "127.0.0.1", "http")]
    public async Task TheServiceLearnsTheAddressOfTheCaller(string? proxies, int hops, string said, string learned, string scheme)
    {
        await using var gateway = new GatewayHost(
            [("intake", whole.Stubs["intake"])],
            [("Gateway:TrustedHops", $"{hops}"), .. proxies is null ? [] : new[] { ("Gateway:TrustedProxies:0", proxies) }]
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, Ticket)
        {
            Headers = { { "X-Forwarded-For", said }, { "X-Forwarded-Proto", "https" } },
        };
        var answer = await gateway.Client.SendAsync(request).Read<Answer>();
        Assert.Equal((learned, scheme), (answer.Headers["X-Forwarded-For"], answer.Headers["X-Forwarded-Proto"]));
        Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task BehindAProxyEverybodyHasABudgetOfTheirOwn()
    {
        await using var gateway = new GatewayHost(
            [("surveys", whole.Stubs["surveys"])],
            ("Gateway:TrustedProxies:0", "127.0.0.0/8"),
            ("Gateway:RateLimits:page:Burst", "1"),
            ("Gateway:RateLimits:page:PerSecond", "0.001")
        );
        var answers = new List<int>();
        foreach (var caller in new[] { "203.0.113.7", "203.0.113.7", "203.0.113.8" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/survey/x", UriKind.Relative))
            {
                Headers = { { "X-Forwarded-For", caller } },
            };
            using var client = gateway.CreateClient();
            using var answer = await client.SendAsync(request);
            answers.Add((int)answer.StatusCode);
        }

        Assert.Equal([200, 429, 200], answers);
    }

    [Fact]
    public void AListThatIsNoListOfNetworksEndsTheStart() =>
        Assert.ThrowsAny<Exception>(() => new GatewayHost([("intake", whole.Stubs["intake"])], ("Gateway:TrustedProxies:0", "everybody")));
}
