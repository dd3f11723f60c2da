using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CustomerService.Gateway.Proxy;
using CustomerService.Stopping;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Gateway.HostTests;

/// <summary>P5: the gateway follows the replicas behind a name, and goes in good order itself.</summary>
public sealed class ReplicaTests
{
    private static readonly Uri Ticket = new("/api/tickets/T1", UriKind.Relative);
    private readonly ConcurrentDictionary<string, IPAddress[]> _names = new();

    [Fact]
    public async Task ReplicasThatComeAreUsedAndThoseThatWentAreForgotten()
    {
        await using var first = await Stub.Start("first", address: "http://127.0.0.2:0");
        var port = new Uri(first.Address).Port;
        await using var second = await Stub.Start("second", address: $"http://127.0.0.3:{port}");
        await using var gateway = Gateway($"http://intake:{port}/");

        // No pod yet: the gateway is there all the same, and says so of the one service.
        Assert.Equal(HttpStatusCode.OK, await Status(gateway, "/health/ready"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Status(gateway, "/api/tickets/T1"));

        _names["intake"] = [IPAddress.Parse("127.0.0.2")];
        await Eventually.Holds(async () => await Service(gateway) == "first", "the first replica is found");
        _names["intake"] = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")];
        await Eventually.Holds(async () => await Service(gateway) == "second", "the one that came is used");
        Assert.Contains(
            "\"intake\":{\"destinations\":2",
            await gateway.Client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)),
            StringComparison.Ordinal
        );

        _names["intake"] = [IPAddress.Parse("127.0.0.3")];
        await first.DisposeAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("second", await Service(gateway));
        }
    }

    [Fact]
    public async Task AGatewayThatIsAskedToStopAnswersOnAndEndsStreams()
    {
        await using var stub = await Stub.Start("intake");
        await using var gateway = new GatewayHost([("intake", stub), ("subscriptions", stub)], ("Stop:DrainFor", "01:00:00"));
        var draining = gateway.Services.GetRequiredService<Draining>();
        using var stream = await gateway.Client.GetAsync(
            new Uri("/api/ticket-events/stream?endless", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead
        );
        var stopping = draining.Stop();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Status(gateway, "/health/ready"));
        Assert.Equal("intake", await Service(gateway));

        await draining.Stop();
        await stopping;
        await Assert.ThrowsAnyAsync<Exception>(() => stream.Content.CopyToAsync(Stream.Null)).WaitAsync(TimeSpan.FromMinutes(1));
        await Eventually.Holds(() => Task.FromResult(stub.CutOff.Contains("/api/ticket-events/stream")), "the service is told too");
    }

    private GatewayHost Gateway(string intake) =>
        new(
            services => services.AddSingleton<LookUpHost>((host, _) => Task.FromResult(Known(host))),
            [
                .. GatewayHost.AllServices.Select(s =>
                    ($"ReverseProxy:Clusters:{s}:Destinations:1:Address", s == "intake" ? intake : $"http://{s}:8080/")
                ),
                ("Gateway:LookUpEvery", "00:00:00.200"),
            ]
        );

    private IPAddress[] Known(string host) =>
        _names.TryGetValue(host, out var known) ? known : throw new SocketException((int)SocketError.HostNotFound);

    private static async Task<HttpStatusCode> Status(GatewayHost gateway, string path)
    {
        using var answer = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }

    private static async Task<string?> Service(GatewayHost gateway)
    {
        using var answer = await gateway.Client.GetAsync(Ticket);
        return answer.IsSuccessStatusCode ? (await Task.FromResult(answer).Read<Answer>()).Service : null;
    }
}
