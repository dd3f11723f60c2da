using CustomerService.Contracts.Complaints.V1;
using CustomerService.TestSupport;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>A message takes effect once, and one that comes too early comes again.</summary>
[Collection(DefaultsCollection.Name)]
public sealed class InboxTests(DefaultsHost host)
{
    [Fact]
    public async Task AMessageThatIsDeliveredTwiceTakesEffectOnce()
    {
        var (key, id) = (Guid.NewGuid().ToString("N"), Guid.NewGuid());
        await host.Publish(Notice(key), id);
        await Eventually.Holds(async () => await host.DeedsOf(key) == 1, "the effect");
        for (var i = 0; i < 5; i++)
        {
            await host.Publish(Notice(key), id);
        }

        await Drained();
        Assert.Equal((1, 1), (await host.DeedsOf(key), host.Deeds.Attempts[key]));
    }

    [Fact]
    public async Task TwentyDeliveriesAtOnceOverThreeReplicasTakeEffectOnce()
    {
        await using var second = await host.StartEqualReplica();
        await using var third = await host.StartEqualReplica();
        var (key, id) = (Guid.NewGuid().ToString("N"), Guid.NewGuid());
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Publish(Notice(key), id)));
        await Eventually.Holds(async () => await host.DeedsOf(key) > 0, "the effect");
        await Drained();
        Assert.Equal(1, await host.DeedsOf(key));
    }

    [Fact]
    public async Task TwoMessagesWithTheSameWordsAreTwoMessages()
    {
        var key = Guid.NewGuid().ToString("N");
        await host.Publish(Notice(key));
        await host.Publish(Notice(key));
        await Eventually.Holds(async () => await host.DeedsOf(key) == 2, "both effects");
    }

    [Fact]
    public async Task AMessageThatComesTooEarlyIsPutAsideAndTakesEffectLater()
    {
        var key = Guid.NewGuid().ToString("N");
        host.Deeds.TooEarly[key] = true;
        await host.Publish(Notice(key));
        await Eventually.Holds(() => Task.FromResult(host.Deeds.Attempts.GetValueOrDefault(key) >= 2), "a second look at the message");
        Assert.Equal(0, await host.DeedsOf(key));
        host.Deeds.TooEarly.Remove(key, out _);
        await Eventually.Holds(async () => await host.DeedsOf(key) == 1, "the effect");
        await Drained();
        Assert.Equal(1, await host.DeedsOf(key));
    }

    private static ComplaintSupervisionNotice Notice(string key) =>
        new() { ComplaintNumber = key, Percent = 50, Level = 1, At = DateTimeOffset.UnixEpoch };

    // What was published before a message that took effect has been looked at: the queue is empty and nothing is in work.
    private async Task Drained()
    {
        using var management = Backing.ManagementClient();
        var address = new Uri($"api/queues{host.VirtualHost.AbsolutePath}/intake-patient", UriKind.Relative);
        await Eventually.Holds(async () =>
        {
            var queue = System.Text.Json.JsonDocument.Parse(await management.GetStringAsync(address)).RootElement;
            return queue.TryGetProperty("messages", out var messages) && messages.GetInt32() == 0;
        }, "an empty queue");
        var last = Guid.NewGuid().ToString("N");
        await host.Publish(Notice(last));
        await Eventually.Holds(async () => await host.DeedsOf(last) == 1, "the last message");
    }
}
