using System.Net;
using CustomerService.TestSupport;

namespace CustomerService.Gateway.HostTests;

/// <summary>Correlation, headers, body limits and timeouts.</summary>
public sealed class EdgeTests(WholeGateway whole) : IClassFixture<WholeGateway>
{
    private const int Megabyte = 1024 * 1024;
    private static readonly Uri Ticket = new("/api/tickets/T1", UriKind.Relative);
    private readonly HttpClient _client = whole.Gateway.Client;

    [Fact]
    public async Task ACorrelationIdIsKeptOrMadeAndAnswered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Ticket) { Headers = { { "X-Correlation-Id", "call-17" } } };
        using var kept = await _client.SendAsync(request);
        Assert.Equal("call-17", Assert.Single(kept.Headers.GetValues("X-Correlation-Id")));
        Assert.Equal("call-17", (await Task.FromResult(kept).Read<Answer>()).Correlation);

        using var made = await _client.GetAsync(Ticket);
        var id = Assert.Single(made.Headers.GetValues("X-Correlation-Id"));
        Assert.True(Guid.TryParse(id, out _));
        Assert.Equal(id, (await Task.FromResult(made).Read<Answer>()).Correlation);
    }

    [Fact]
    public async Task ATraceGoesOn()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        using var request = new HttpRequestMessage(HttpMethod.Get, Ticket)
        {
            Headers = { { "traceparent", $"00-{trace}-00f067aa0ba902b7-01" } },
        };
        Assert.Contains(trace, (await _client.SendAsync(request).Read<Answer>()).TraceParent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswersSayNothingOfServersAndCarrySecurityHeaders()
    {
        using var answer = await _client.GetAsync(Ticket);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
    }

    [Theory]
    [InlineData("/api/tickets", Megabyte, false, true)]
    [InlineData("/api/tickets", Megabyte + 1, false, false)]
    [InlineData("/api/tickets", 3 * Megabyte, true, false)]
    [InlineData("/api/parts/import", 16 * Megabyte, false, true)]
    [InlineData("/api/parts/import", (16 * Megabyte) + 1, false, false)]
    public async Task ABodyHasALimit(string path, int size, bool chunked, bool taken)
    {
        using var body = chunked ? (HttpContent)new StreamContent(new Unmeasured(size)) : new ByteArrayContent(new byte[size]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = body };
        request.Headers.ExpectContinue = true; // so that a refusal reaches us before we have sent it all
        using var answer = await _client.SendAsync(request);
        if (taken)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        else
        {
            await Problem.Is(answer, HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        }
    }

    [Fact]
    public async Task AServiceThatTakesTooLongIsATimeout()
    {
        await using var gateway = new GatewayHost([("intake", whole.Stubs["intake"])], ("Gateway:Timeout", "00:00:01"));
        using var answer = await gateway.Client.GetAsync(new Uri("/api/tickets/slow", UriKind.Relative));
        await Problem.Is(answer, HttpStatusCode.GatewayTimeout, "service-timeout");
        Assert.Single(whole.Stubs["intake"].Requests, asked => asked == "/api/tickets/slow");
    }

    /// <summary>A body without a length.</summary>
    private sealed class Unmeasured(int size) : Stream
    {
        private int _left = size;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = Math.Min(_left, count);
            _left -= read;
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
