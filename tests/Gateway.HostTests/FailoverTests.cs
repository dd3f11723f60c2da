using System.Net;
using CustomerService.TestSupport;

namespace CustomerService.Gateway.HostTests;

/// <summary>P5: a destination that dies is not seen by readers, and no command is sent twice.</summary>
public sealed class FailoverTests
{
    private static readonly Uri Ticket = new("/api/tickets/T1", UriKind.Relative);
    private static readonly Uri AbortedOnce = new("/api/tickets/abort-first", UriKind.Relative);

    [Fact]
    public async Task ReadsGoOnWhenOneOfTwoDies()
    {
        await using var first = await Stub.Start("first");
        await using var second = await Stub.Start("second");
        await using var gateway = new GatewayHost([("intake", first), ("intake", second)]);
        await Eventually.Holds(async () => (await gateway.Client.GetAsync(Ticket).Read<Answer>()).Service == "second", "both are used");

        await second.DisposeAsync();
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal("first", (await gateway.Client.GetAsync(Ticket).Read<Answer>()).Service);
        }
    }

    [Fact]
    public async Task AReadThatBreaksOffIsAskedOnceMoreOfAnother()
    {
        await using var first = await Stub.Start("first");
        await using var second = await Stub.Start("second", sharingAbortsWith: first);
        await using var gateway = new GatewayHost([("intake", first), ("intake", second)]);

        var answer = await gateway.Client.GetAsync(AbortedOnce).Read<Answer>();
        Assert.Equal(AbortedOnce.ToString(), answer.Path);
        Assert.Single(first.Requests);
        Assert.Single(second.Requests);
    }

    [Fact]
    public async Task ACommandThatBreaksOffIsNotSentAgain()
    {
        await using var first = await Stub.Start("first");
        await using var second = await Stub.Start("second", sharingAbortsWith: first);
        await using var gateway = new GatewayHost([("intake", first), ("intake", second)]);

        using var answer = await gateway.Client.PostAsync(AbortedOnce, new StringContent("{}"));
        await Problem.Is(answer, HttpStatusCode.BadGateway, "service-failed");
        Assert.Single(first.Requests.Concat(second.Requests));
    }

    [Fact]
    public async Task AServiceThatIsGoneIsUnavailableUntilItIsBack()
    {
        var stub = await Stub.Start("only");
        var address = stub.Address;
        await using var gateway = new GatewayHost([("intake", stub)]);
        Assert.Equal("only", (await gateway.Client.GetAsync(Ticket).Read<Answer>()).Service);

        await stub.DisposeAsync();
        var gone = await Eventually.Gives(
            async () => await gateway.Client.GetAsync(Ticket) is { StatusCode: HttpStatusCode.ServiceUnavailable } answer ? answer : null,
            "503"
        );
        await Problem.Is(gone, HttpStatusCode.ServiceUnavailable, "service-unavailable");
        Assert.Equal(TimeSpan.FromSeconds(2), gone.Headers.RetryAfter?.Delta);

        await using var back = await Stub.Start("back", address: address);
        await Eventually.Holds(async () => (await gateway.Client.GetAsync(Ticket)).IsSuccessStatusCode, "the service is used again");
    }
}
