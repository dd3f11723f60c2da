using CustomerService.Subscriptions.Events;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Subscriptions.HostTests.Events;

/// <summary>E1: what is in the broker's stream is in the index once, in order, byte for byte.</summary>
[Collection(SubscriptionsCollection.Name)]
public sealed class IndexTests(SubscriptionsHost host)
{
    private EventIndex Index => host.Services.GetRequiredService<EventIndex>();

    [Fact]
    public async Task WhatIsEmittedIsIndexedInOrderByteForByte()
    {
        var ticket = SubscriptionsHost.NewTicket();
        var emitted = Enumerable.Range(0, 20).Select(_ => SubscriptionsHost.CloudEvent(ticket)).ToList();
        await host.Emit(emitted);
        var indexed = await Indexed(ticket, 20);
        Assert.Equal(emitted.Select(e => e.ToJsonString()), indexed.Select(e => e.Body));
    }

    private async Task<IReadOnlyList<StreamEvent>> Indexed(string ticket, int count)
    {
        var filter = EventFilter.All with { Tickets = [ticket] };
        return await Eventually.Gives(async () => await Index.After(0, filter, 1000, default) is { } found && found.Count >= count ? found : null, $"{count} events of {ticket}");
    }
}
