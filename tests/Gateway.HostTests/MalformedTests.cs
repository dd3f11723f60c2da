using System.Globalization;
using CustomerService.TestSupport;

namespace CustomerService.Gateway.HostTests;

/// <summary>Bytes that two servers could read as different requests: the service sees one well-formed request, or none.</summary>
public sealed class MalformedTests(WholeGateway whole) : IClassFixture<WholeGateway>
{
    private const string Smuggled = "GET /survey/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    private static int _cases;

    /// <summary>What is sent after <c>POST /survey/{id} HTTP/1.1</c>, with \r\n as it stands.</summary>
    public static TheoryData<string, string> Refused { get; } =
        new()
        {
            { "two lengths", $"Host: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello{Smuggled}" },
            { "two lengths in one", $"Host: x\r\nContent-Length: 5, 6\r\n\r\nhello{Smuggled}" },
            { "length below zero", $"Host: x\r\nContent-Length: -1\r\n\r\n{Smuggled}" },
            { "length in hexadecimal", $"Host: x\r\nContent-Length: 0x5\r\n\r\nhello{Smuggled}" },
            { "folded header", $"Host: x\r\nX-A: b\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "folded first header", $"  Host: x\r\nContent-Length: 0\r\n\r\n{Smuggled}" },
            { "space before the colon", $"Host: x\r\nContent-Length : 5\r\n\r\nhello{Smuggled}" },
            { "tab before the colon", $"Host: x\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "bare carriage return in a value", $"Host: x\r\nX-A: b\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "NUL in a value", $"Host: x\r\nX-A: b\0c\r\n\r\n{Smuggled}" },
            { "NUL in a name", $"Host: x\r\nX\0A: b\r\n\r\n{Smuggled}" },
            { "header without a name", $"Host: x\r\n: b\r\n\r\n{Smuggled}" },
            { "header without a colon", $"Host: x\r\nTransfer-Encoding\r\n\r\n{Smuggled}" },
            { "coding that only looks like chunked", $"Host: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "chunked is not the last coding", $"Host: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "vertical tab before chunked", $"Host: x\r\nTransfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "no host", $"Content-Length: 0\r\n\r\n{Smuggled}" },
            { "two hosts", $"Host: x\r\nHost: y\r\n\r\n{Smuggled}" },
            { "host with a path", $"Host: x/../y\r\n\r\n{Smuggled}" },
            { "host with a user", $"Host: user@x\r\n\r\n{Smuggled}" },
            { "too many headers", $"Host: x\r\n{string.Concat(Enumerable.Range(0, 61).Select(i => $"X-{i}: b\r\n"))}\r\n" },
            { "headers too large", $"Host: x\r\nX-A: {new string('a', 16 * 1024)}\r\n\r\n" },
        };

    /// <summary>These may reach a service, but as one request that ends where it says.</summary>
    public static TheoryData<string, string> One { get; } =
        new()
        {
            { "length and chunks", $"Host: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "chunks and length", $"Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n{Smuggled}\r\n0\r\n\r\n" },
            { "chunk of no size", $"Host: x\r\nTransfer-Encoding: chunked\r\n\r\n\r\n{Smuggled}" },
            { "chunk size with a sign", $"Host: x\r\nTransfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n{Smuggled}" },
            { "chunk size with a prefix", $"Host: x\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n{Smuggled}" },
            {
                "chunk size beyond all numbers",
                $"Host: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello\r\n0\r\n\r\n{Smuggled}"
            },
            { "chunk longer than its size", $"Host: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n{Smuggled}" },
            { "chunk extension with a line feed", $"Host: x\r\nTransfer-Encoding: chunked\r\n\r\n5;\nxx\r\nhello\r\n0\r\n\r\n{Smuggled}" },
            { "chunk ended by a line feed alone", $"Host: x\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n{Smuggled}" },
            {
                "chunked twice",
                $"Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n{Smuggled}"
            },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task WhatIsAmbiguousIsRefusedAndNothingAfterItIsRead(string what, string rest)
    {
        var (answer, asked, smuggled) = await Send(id => $"POST /survey/{id} HTTP/1.1\r\n{rest}");
        Assert.Equal(0, smuggled);
        Assert.True(answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), $"{what}: {answer}");
        Assert.Equal(0, asked);
        Assert.Single(answer.Split("HTTP/1.1 ").Skip(1));
    }

    [Theory]
    [MemberData(nameof(One))]
    public async Task WhatComesAfterABodyOfTwoLengthsOrNoneIsNeverARequest(string what, string rest)
    {
        var (answer, asked, smuggled) = await Send(id => $"POST /survey/{id} HTTP/1.1\r\n{rest}");
        Assert.Equal(0, smuggled);
        Assert.True(asked <= 1, what);
        Assert.Single(answer.Split("HTTP/1.1 ").Skip(1));
    }

    [Theory]
    [InlineData("GET http://other.example/survey/{0} HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET /survey/{0}\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET  /survey/{0} HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET /survey/{0} HTTP/1.2\r\nHost: x\r\n\r\n", "505")]
    [InlineData("GET /survey/{0}\0 HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET /survey/{0}%00 HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET /survey/{0}%0d%0aX-A:b HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET /survey/..%2f{0} HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET /survey/%2e%2e%2f{0} HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET /survey/..%5c{0} HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET /survey/..\\{0} HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET /survey/%252e%252e/api/tickets/{0} HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET /survey/..%252f{0} HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET /survey/../api/tickets/{0} HTTP/1.1\r\nHost: x\r\n\r\n", "401")]
    [InlineData("GET /survey/%2e%2e/api/tickets/{0} HTTP/1.1\r\nHost: x\r\n\r\n", "401")]
    [InlineData("GET //survey/{0} HTTP/1.1\r\nHost: x\r\n\r\n", "404")]
    [InlineData("GET /survey;a=b/{0} HTTP/1.1\r\nHost: x\r\n\r\n", "404")]
    [InlineData("GET * HTTP/1.1\r\nHost: x\r\n\r\n", "405")]
    [InlineData("TRACE /survey/{0} HTTP/1.1\r\nHost: x\r\n\r\n", "405")]
    [InlineData("TRACK /survey/{0} HTTP/1.1\r\nHost: x\r\n\r\n", "405")]
    [InlineData("CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n", "405")]
    public async Task ATargetOrMethodThatNoResourceHasReachesNoService(string request, string status)
    {
        var (answer, asked, _) = await Send(id =>
            string.Format(CultureInfo.InvariantCulture, request, id)
                .Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal)
        );
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task ALongRequestLineIsRefused()
    {
        var (answer, asked, _) = await Send(id => $"GET /survey/{id}?{new string('a', 8 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 414", answer, StringComparison.Ordinal);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task AnOldRequestWithChunksEndsTheConnection()
    {
        var (answer, asked, smuggled) = await Send(id =>
            $"POST /survey/{id} HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}"
        );
        Assert.Single(answer.Split("HTTP/1.1 ").Skip(1));
        Assert.True(asked <= 1);
        Assert.Equal(0, smuggled);
    }

    [Theory]
    [InlineData("Connection: close, Service-Authorization, X-Forwarded-For, X-Correlation-Id, Authorization")]
    [InlineData("Connection: close\r\nExpect: everything")]
    [InlineData("Connection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")]
    [InlineData(
        "Connection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
    )]
    [InlineData("Connection: close\r\nKeep-Alive: 500\r\nProxy-Connection: keep-alive\r\nTE: trailers\r\nProxy-Authorization: spoofed")]
    public async Task NothingThatConcernsAConnectionTakesAwayWhatWeSay(string headers)
    {
        var (answer, asked, _) = await Send(id =>
            $"GET /api/tickets/{id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + $"{TestIssuer.Token(new Actor("agent", "A017"))}\r\n{headers}\r\n\r\n"
        );
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal(1, asked);
        Assert.Contains("\"Service-Authorization\":\"Bearer ", answer, StringComparison.Ordinal);
        Assert.Contains("\"Authorization\":\"Bearer ", answer, StringComparison.Ordinal);
        Assert.Contains("\"X-Forwarded-For\":\"127.0.0.1\"", answer, StringComparison.Ordinal);
        foreach (
            var header in (string[])["Connection", "Upgrade", "HTTP2-Settings", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization"]
        )
        {
            Assert.DoesNotContain($"\"{header}\":", answer, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("service.example", 200)]
    [InlineData("SERVICE.example:8080", 200)]
    [InlineData("evil.example", 400)]
    [InlineData("service.example.evil.example", 400)]
    [InlineData("", 400)]
    public async Task OnlyTheNamesThatAreOursAreAnswered(string host, int status)
    {
        await using var gateway = new GatewayHost([("surveys", whole.Stubs["surveys"])], ("Gateway:Hosts:0", "service.example"));
        await using var connection = await Raw.Open(gateway.Address);
        await connection.Send($"GET /survey/x HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status}", await connection.ReadToEnd(), StringComparison.Ordinal);
    }

    /// <summary>
    /// Sends and waits for the end of the connection; how often any service saw the case's own request, and the one hidden in it.
    /// </summary>
    private async Task<(string Answer, int Asked, int Smuggled)> Send(Func<string, string> request)
    {
        var id = $"case{Interlocked.Increment(ref _cases)}x";
        await using var connection = await Raw.Open(whole.Gateway.Address);
        await connection.Send(request(id).Replace("/survey/smuggled", $"/survey/smuggled-{id}", StringComparison.Ordinal));
        var answer = await connection.ReadToEnd();
        var seen = whole.Stubs.Values.SelectMany(s => s.Requests).Where(path => path.Contains(id, StringComparison.Ordinal)).ToList();
        return (
            answer,
            seen.Count(path => !path.Contains("smuggled", StringComparison.Ordinal)),
            seen.Count(path => path.Contains("smuggled", StringComparison.Ordinal))
        );
    }
}
