using System.Net.Sockets;
using System.Text;
using CustomerService.Subscriptions.Events;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Subscriptions.HostTests.Reading;

/// <summary>
/// E2, E3: one reader that is stuck and one that is slow cost neither a hundred fast ones nor the memory of the service anything.
/// </summary>
[Collection(IsolationCollection.Name)]
public sealed class IsolationTests(SubscriptionsHost host)
{
    private const int Fast = 100;
    private const int Events = 20_000;
    private const int FilledWith = 1500;
    private const int EveryOne = 50;
    private const long Bound = 96 * 1024 * 1024;

    [Fact]
    public async Task AStuckAndASlowReaderDisturbNobody()
    {
        await using var replica = await host.StartReplica(onASocket: true);
        var address = replica.ClientOptions.BaseAddress;
        var (all, some) = (SubscriptionsHost.NewTicket(), SubscriptionsHost.NewTicket());
        using var stuck = await Connect(address, $"/api/ticket-events/stream?ticket={all}");
        using var slow = await Connect(address, $"/api/ticket-events/stream?ticket={all}");
        using var client = host.Client(replica, "agent:A017");
        var events = Enumerable
            .Range(0, Events)
            .Select(i =>
            {
                var e = SubscriptionsHost.CloudEvent(i % EveryOne == 0 ? some : all);
                e["data"]!["filler"] = new string('x', FilledWith);
                return e;
            })
            .ToList();
        var reading = Enumerable.Range(0, Fast).Select(_ => ReadIds(client, some)).ToList();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sipping = Sip(slow);
        await host.Emit(events);
        var index = host.Services.GetRequiredService<EventIndex>();
        await Eventually.Holds(async () => await index.Head() == Events, "every event in the index");

        var expected = events.Where((_, i) => i % EveryOne == 0).Select(e => (string?)e["id"]).ToList();
        Assert.All(await Task.WhenAll(reading), read => Assert.Equal(expected, read));

        // The fast ones have everything while these two are far behind, and nothing is kept for them.
        Assert.False(sipping.IsCompleted, "The slow one was not slow.");
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < Bound, $"Memory grew by {grown / 1024 / 1024} MiB.");
    }

    // Only ids are kept: what is measured is the memory of the service, which runs in this process.
    private static async Task<List<string?>> ReadIds(HttpClient client, string ticket)
    {
        var (read, _) = await SseReader.Read(client, $"/api/ticket-events/stream?ticket={ticket}&after=first", Events / EveryOne);
        return [.. read.Select(e => (string?)e["id"])];
    }

    // A reader whose sockets hold little: what it does not read stays with the service.
    private static async Task<Socket> Connect(Uri address, string path)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024 };
        await socket.ConnectAsync(address.Host, address.Port);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer "
                    + $"{TestIssuer.Token(new Actor("agent", "A017"))}\r\n{AccessTokens.ServiceHeader}: Bearer "
                    + $"{TestIssuer.ServiceToken("gateway")}\r\n\r\n"
            )
        );
        return socket;
    }

    private static async Task Sip(Socket socket)
    {
        var buffer = new byte[256];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync())
        {
            if (await socket.ReceiveAsync(buffer) == 0)
            {
                return;
            }
        }
    }
}
