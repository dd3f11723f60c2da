using System.Net;
using CustomerService.TestSupport;

namespace CustomerService.Gateway.HostTests;

/// <summary>What the gateway does while the issuer of tokens is away, and when its keys change.</summary>
public sealed class IssuerTests(WholeGateway whole) : IClassFixture<WholeGateway>
{
    private static readonly Uri Ticket = new("/api/tickets/T1", UriKind.Relative);
    private static readonly Uri SignIn = new("/sign-in", UriKind.Relative);

    [Fact]
    public async Task WithoutAnIssuerWhatNeedsATokenIsUnavailableAndTheRestIsServedUntilItIsThere()
    {
        await using var issuer = await OwnIssuer.Planned();
        await using var gateway = Gateway(issuer);
        using var refused = await Ask(gateway, issuer.Token(issuer.Keys[0]));
        await Problem.Is(refused, HttpStatusCode.ServiceUnavailable, "issuer-unavailable");
        Assert.NotNull(refused.Headers.RetryAfter);
        using var guest = gateway.CreateClient();
        // A page of a service needs our own token, the sign-in does not.
        using var page = await guest.GetAsync(new Uri("/survey/x", UriKind.Relative));
        await Problem.Is(page, HttpStatusCode.ServiceUnavailable, "issuer-unavailable");
        Assert.Equal("identity", (await guest.GetAsync(SignIn).Read<Answer>()).Service);
        Assert.Equal(HttpStatusCode.OK, (await guest.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);
        using var without = await guest.GetAsync(Ticket);
        await Problem.Is(without, HttpStatusCode.Unauthorized, "token-missing");

        await issuer.Start();
        await Eventually.Holds(
            async () => (await Ask(gateway, issuer.Token(issuer.Keys[0]))).IsSuccessStatusCode,
            "the gateway recovers by itself"
        );
    }

    [Fact]
    public async Task AnIssuerThatGoesAwayIsNotMissedWhileTokensAreValid()
    {
        await using var issuer = await OwnIssuer.Planned();
        issuer.Lifetime = 20;
        await issuer.Start();
        await using var gateway = Gateway(issuer, ("Access:ClockSkew", "00:00:00"));
        var token = issuer.Token(issuer.Keys[0]);
        Assert.Equal(HttpStatusCode.OK, (await Ask(gateway, token)).StatusCode);

        // After four fifths of its own token's time the gateway wants another one and gets none; it goes on with what it has, to its end.
        await issuer.DisposeAsync();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var last = TimeSpan.Zero;
        await Eventually.Holds(
            async () =>
            {
                using var answer = await Ask(gateway, token);
                last = answer.IsSuccessStatusCode ? clock.Elapsed : last;
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable;
            },
            "its own token is over"
        );
        Assert.InRange(last.TotalSeconds, 17, 60);
    }

    [Fact]
    public async Task KeysThatAreNewAreTakenUpAndKeysThatAreGoneAreRefused()
    {
        await using var issuer = await OwnIssuer.Planned();
        await issuer.Start();
        await using var gateway = Gateway(issuer);
        var (first, second) = (issuer.Keys[0], OwnIssuer.NewKey("second"));
        Assert.Equal(HttpStatusCode.OK, (await Ask(gateway, issuer.Token(first))).StatusCode);
        using var unknown = await Ask(gateway, issuer.Token(second));
        await Problem.Is(unknown, HttpStatusCode.Unauthorized, "token-invalid");

        issuer.Keys.Add(second);
        await Eventually.Holds(async () => (await Ask(gateway, issuer.Token(second))).IsSuccessStatusCode, "the second key counts");
        Assert.Equal(HttpStatusCode.OK, (await Ask(gateway, issuer.Token(first))).StatusCode);

        issuer.Keys.Remove(first);
        var third = OwnIssuer.NewKey("third");
        issuer.Keys.Add(third);
        await Eventually.Holds(async () => (await Ask(gateway, issuer.Token(third))).IsSuccessStatusCode, "the third key counts");
        using var gone = await Ask(gateway, issuer.Token(first));
        await Problem.Is(gone, HttpStatusCode.Unauthorized, "token-invalid");
    }

    private GatewayHost Gateway(OwnIssuer issuer, params (string, string)[] settings) =>
        new([.. whole.Stubs.Select(s => (s.Key, s.Value))], [.. issuer.Settings, .. settings]);

    private static Task<HttpResponseMessage> Ask(GatewayHost gateway, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Ticket);
        request.Headers.Authorization = new("Bearer", token);
        return gateway.Client.SendAsync(request);
    }
}
