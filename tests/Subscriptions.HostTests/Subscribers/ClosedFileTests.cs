using System.Text.Json.Nodes;
using CustomerService.TestSupport;

namespace CustomerService.Subscriptions.HostTests.Subscribers;

/// <summary>I4: events about a customer whose file is closed, those from before too, are not there for who may not see the file.</summary>
[Collection(SubscriptionsCollection.Name)]
public sealed class ClosedFileTests(SubscriptionsHost host)
{
    [Fact]
    public async Task EventsOfAClosedFileAreNotThereForThem()
    {
        var (ticket, customer) = (SubscriptionsHost.NewTicket(), $"C{Guid.NewGuid():N}");
        var opened = SubscriptionsHost.CloudEvent(ticket);
        opened["data"]!["customerNumber"] = customer;
        await host.Emit(opened, SubscriptionsHost.CloudEvent(ticket, "customerservice.intake.ticket-closed.v1"));
        await host.Indexed(ticket, 2);
        using var uncleared = host.Client(new Actor("auditor", "AU1"));
        using var cleared = host.Client(new Actor("auditor", "AU2") { Clearance = Confidentiality.TopSecret });
        Assert.Equal(2, (await Read(uncleared)).Count);

        var closed = SubscriptionsHost.CloudEvent(customer, "customerservice.intake.customer-confidentiality-changed.v1");
        closed["data"]!["customerNumber"] = customer;
        closed["data"]!["level"] = "topSecret";
        await host.Emit(closed);
        await Eventually.Holds(async () => (await Read(uncleared)).Count == 0, "a closed file");
        Assert.Equal(2, (await Read(cleared)).Count);

        // What comes later does not name the customer: the ticket does.
        await host.Emit(SubscriptionsHost.CloudEvent(ticket, "customerservice.intake.ticket-reopened.v1"));
        await host.Indexed(ticket, 3);
        Assert.Equal(3, (await Read(cleared)).Count);
        Assert.Empty(await Read(uncleared));

        async Task<JsonArray> Read(HttpClient client) =>
            JsonNode
                .Parse(await client.GetStringAsync(new Uri($"/api/ticket-events?ticket={ticket}&after=first", UriKind.Relative)))!
                .AsArray();
    }
}
