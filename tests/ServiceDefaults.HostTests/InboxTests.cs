using System.Diagnostics.Metrics;
using CustomerService.Contracts.Complaints.V1;
using CustomerService.TestSupport;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>A message takes effect once, and one that comes too early comes again.</summary>
[Collection(DefaultsCollection.Name)]
public sealed class InboxTests(DefaultsHost host) : IDisposable
{
    // Two consumers of Intake take a notice: the one of the test and the timeline's.
    private const int Consumers = 2;
    private readonly DuplicateCount _duplicates = new();

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

        await _duplicates.Reaches(5 * Consumers);
        Assert.Equal((1, 1), (await host.DeedsOf(key), host.Deeds.Attempts[key]));
    }

    [Fact]
    public async Task TwentyDeliveriesAtOnceOverThreeReplicasTakeEffectOnce()
    {
        await using var second = await host.StartEqualReplica();
        await using var third = await host.StartEqualReplica();
        var (key, id) = (Guid.NewGuid().ToString("N"), Guid.NewGuid());
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Publish(Notice(key), id)));
        await _duplicates.Reaches(19 * Consumers);
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
    }

    /// <inheritdoc />
    public void Dispose() => _duplicates.Dispose();

    private static ComplaintSupervisionNotice Notice(string key) =>
        new()
        {
            ComplaintNumber = key,
            Percent = 50,
            Level = 1,
            At = DateTimeOffset.UnixEpoch,
        };
}

/// <summary>Counts the messages that were recognised as handled before, on all replicas: they run in this process.</summary>
internal sealed class DuplicateCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    public DuplicateCount()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "customerservice.inbox.duplicates")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, measurement, _, _) => Interlocked.Add(ref _count, measurement));
        _listener.Start();
    }

    public Task Reaches(long expected) =>
        Eventually.Holds(() => Task.FromResult(Interlocked.Read(ref _count) >= expected), $"{expected} recognised duplicates");

    public void Dispose() => _listener.Dispose();
}
