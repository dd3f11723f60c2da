using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CustomerService.TestSupport;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>What goes wrong is a problem document (RFC 9457) with a stable type, fields by JSON pointer, and no stack trace.</summary>
[Collection(DefaultsCollection.Name)]
public sealed class ProblemTests(DefaultsHost host)
{
    [Fact]
    public async Task AnUnknownValueIsToldTheGoodOnes()
    {
        var problem = await Send("""{"channel":"pigeon","key":"k","customerNumber":"C","type":"fault","text":"x"}""")
            .IsProblem(HttpStatusCode.BadRequest, "validation");
        var detail = problem.GetProperty("errors").GetProperty("/channel")[0].GetString();
        Assert.Equal("The value must be one of: phone, web, chat, email, letter, visit.", detail);
    }

    [Fact]
    public async Task ANumberIsNoValueOfAnEnumeration() =>
        Assert.True(
            (
                await Send("""{"channel":1,"key":"k","customerNumber":"C","type":"fault","text":"x"}""")
                    .IsProblem(HttpStatusCode.BadRequest, "validation")
            )
                .GetProperty("errors")
                .TryGetProperty("/channel", out _)
        );

    [Fact]
    public async Task AnUnknownValueInAQueryIsToldTheGoodOnes()
    {
        using var client = host.Client("agent:A017");
        var problem = await client
            .GetAsync(new Uri("/api/tickets?status=onTheMoon", UriKind.Relative))
            .IsProblem(HttpStatusCode.BadRequest, "malformed-request");
        Assert.Contains("acknowledged, rejected, pending", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryWrongFieldIsNamedByAPointer()
    {
        var problem = await Send("""{"channel":"phone","key":"","customerNumber":"C","type":"fault","text":"","unitImei":"1"}""")
            .IsProblem(HttpStatusCode.BadRequest, "validation");
        Assert.Equal(
            ["/key", "/text", "/unitImei"],
            problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task WhoAcceptsNoJsonIsToldTheSame()
    {
        var problem = await Send("""{"channel":"phone","key":"","customerNumber":"C","type":"fault","text":"x"}""", accept: "text/html")
            .IsProblem(HttpStatusCode.BadRequest, "validation");
        Assert.True(problem.GetProperty("errors").TryGetProperty("/key", out _), problem.ToString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"channel":"phone"}""")]
    [InlineData("""{"channel":"phone","key":null,"customerNumber":"C","type":"fault","text":"x"}""")]
    [InlineData("""{"channel":"phone","key":"k","customerNumber":"C","type":"fault","text":{}}""")]
    public async Task ABodyThatCannotBeReadIsRefused(string body) => await Send(body).IsProblem(HttpStatusCode.BadRequest);

    [Fact]
    public async Task AnotherContentTypeIsRefused() =>
        await Send("<xml/>", "application/xml").IsProblem(HttpStatusCode.UnsupportedMediaType);

    [Fact]
    public async Task AnAddressThatDoesNotExistIsNotFound()
    {
        using var client = host.Client("agent:A017");
        await client.GetAsync(new Uri("/api/nothing", UriKind.Relative)).IsProblem(HttpStatusCode.NotFound);
        await client.DeleteAsync(new Uri("/api/tickets", UriKind.Relative)).IsProblem(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task ABodyThatIsTooLargeIsRefused()
    {
        // Only the real server counts the bytes.
        await using var replica = await host.StartReplica(onASocket: true);
        using var client = host.Client(replica, "administrator:test");
        // The client asks before it sends: otherwise it would still be sending when the refusal comes.
        client.DefaultRequestHeaders.ExpectContinue = true;
        using var body = new ByteArrayContent(new byte[16 * 1024 * 1024 + 1]);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse("text/csv");
        await client
            .PostAsync(new Uri("/api/customers/import", UriKind.Relative), body)
            .IsProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Fact]
    public async Task ReadinessTellsWhereTheRelayStands()
    {
        await host.ATicket();
        using var client = host.Client("agent:A017");
        await Eventually.Holds(
            async () =>
            {
                var health = JsonDocument.Parse(await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative))).RootElement;
                Assert.Equal("healthy", health.GetProperty("status").GetString(), ignoreCase: true);
                var relay = health.GetProperty("checks").GetProperty("relay").GetProperty("data");
                Assert.True(relay.TryGetProperty("due", out _) && relay.TryGetProperty("aside", out _));
                return relay.GetProperty("lag").GetInt64() == 0 && relay.GetProperty("position").GetInt64() > 0;
            },
            "a relay without lag"
        );
        Assert.Equal("Healthy", await client.GetStringAsync(new Uri("/health/live", UriKind.Relative)));
    }

    private async Task<HttpResponseMessage> Send(string body, string type = "application/json", string accept = "*/*")
    {
        using var client = host.Client("agent:A017");
        client.DefaultRequestHeaders.Accept.ParseAdd(accept);
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await client.PostAsync(new Uri("/api/tickets", UriKind.Relative), content);
    }
}
