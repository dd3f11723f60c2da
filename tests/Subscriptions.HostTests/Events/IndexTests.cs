namespace CustomerService.Subscriptions.HostTests.Events;

/// <summary>E1: what is in the broker's stream is in the index once, in order, byte for byte.</summary>
[Collection(SubscriptionsCollection.Name)]
public sealed class IndexTests(SubscriptionsHost host)
{
    [Fact]
    public async Task WhatIsEmittedIsIndexedInOrderByteForByte()
    {
        var ticket = SubscriptionsHost.NewTicket();
        var emitted = Enumerable.Range(0, 20).Select(_ => SubscriptionsHost.CloudEvent(ticket)).ToList();
        await host.Emit(emitted);
        var indexed = await host.Indexed(ticket, 20);
        Assert.Equal(emitted.Select(e => e.ToJsonString()), indexed.Select(e => e.Body));
    }
}
