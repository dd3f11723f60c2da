using System.Net;
using System.Net.Sockets;
using CustomerService.TestSupport;

namespace CustomerService.Gateway.HostTests;

/// <summary>Who is slow, or comes a hundredfold, takes nothing from others.</summary>
public sealed class SlowTests(SlowGateway slow) : IClassFixture<SlowGateway>
{
    private const string Attacker = "127.0.0.2";
    private const int Attackers = 500;
    private static readonly Uri Ticket = new("/api/tickets/T1", UriKind.Relative);

    [Fact]
    public async Task FiveHundredConnectionsThatNeverEndTheirHeadersHarmNobody()
    {
        var attackers = (
            await Task.WhenAll(Enumerable.Range(0, Attackers).Select(_ => TryOpen("GET /api/tickets/T1 HTTP/1.1\r\nHost: x\r\nX-A: ")))
        )
            .OfType<Raw>()
            .ToList();
        for (var i = 0; i < 50; i++)
        {
            using var client = new HttpClient { BaseAddress = slow.Gateway.Address, Timeout = Patience.Condition }.As(
                new Actor("agent", "A017")
            );
            using var answer = await client.GetAsync(Ticket);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        // Most are closed at once, those within the cap when the time for headers is over.
        var ends = await Task.WhenAll(attackers.Select(attacker => attacker.ReadToEnd()));
        Assert.InRange(ends.Count(end => end.StartsWith("HTTP/1.1 408", StringComparison.Ordinal)), 1, SlowGateway.PerAddress);
        Assert.DoesNotContain(ends, end => end.Length > 0 && !end.StartsWith("HTTP/1.1 408", StringComparison.Ordinal));
        foreach (var attacker in attackers)
        {
            await attacker.DisposeAsync();
        }

        // Who has left counts no longer.
        await Eventually.Holds(
            async () =>
            {
                await using var again = await TryOpen("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                return again is not null && (await again.ReadToEnd()).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
            },
            "the address is let in again"
        );
    }

    [Fact]
    public async Task ABodyThatDoesNotComeIsCutOff()
    {
        await using var connection = await Raw.Open(slow.Gateway.Address);
        await connection.Send($"POST /survey/slow-body HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nhe");
        Assert.Contains("request-too-slow", await connection.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnIdleConnectionIsClosed()
    {
        await using var connection = await Raw.Open(slow.Gateway.Address);
        await connection.Send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReaderThatDoesNotReadIsCutOffAndAStreamBearsIt()
    {
        await using var reader = await Raw.Open(slow.Gateway.Address);
        await using var follower = await Raw.Open(slow.Gateway.Address);
        var token = TestIssuer.Token(new Actor("agent", "A017"));
        await reader.Send($"GET /api/tickets/endless HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
        await follower.Send($"GET /api/ticket-events/stream?endless=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
        await Eventually.Holds(
            () =>
                Task.FromResult(
                    slow.Subscriptions.Requests.Contains("/api/ticket-events/stream")
                        && slow.Intake.Requests.Contains("/api/tickets/endless")
                ),
            "both are answered"
        );
        await Eventually.Holds(() => Task.FromResult(slow.Intake.CutOff.Contains("/api/tickets/endless")), "the reader is cut off");
        Assert.DoesNotContain("/api/ticket-events/stream", slow.Subscriptions.CutOff);
    }

    private async Task<Raw?> TryOpen(string text)
    {
        try
        {
            var connection = await Raw.Open(slow.Gateway.Address, Attacker);
            await connection.Send(text);
            return connection;
        }
        catch (Exception closed) when (closed is SocketException or IOException)
        {
            return null; // before it had said anything
        }
    }
}

/// <summary>A gateway whose patience is short enough to be watched.</summary>
public sealed class SlowGateway : IAsyncLifetime
{
    public const int PerAddress = 100;

    public GatewayHost Gateway { get; private set; } = null!;

    public Stub Intake { get; private set; } = null!;

    public Stub Subscriptions { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Intake = await Stub.Start("intake");
        Subscriptions = await Stub.Start("subscriptions");
        Gateway = new GatewayHost(
            [("intake", Intake), ("surveys", Intake), ("subscriptions", Subscriptions)],
            ("Gateway:ConnectionsPerAddress", $"{PerAddress}"),
            ("Gateway:Timeout", "00:02:00"),
            ("Gateway:Server:HeadersTimeout", "00:00:10"),
            ("Gateway:Server:IdleTimeout", "00:00:15"),
            // Much, so that what fits into buffers on the way is soon used up.
            ("Gateway:Server:SlowFor", "00:00:02"),
            ("Gateway:Server:MinBytesPerSecond", "2000000")
        );
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Intake.DisposeAsync();
        await Subscriptions.DisposeAsync();
    }
}
