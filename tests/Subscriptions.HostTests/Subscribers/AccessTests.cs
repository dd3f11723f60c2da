using CustomerService.Subscriptions.HostTests.Webhooks;
using CustomerService.TestSupport;
using CustomerService.TestSupport.Access;
using Xunit.Abstractions;

namespace CustomerService.Subscriptions.HostTests.Subscribers;

/// <summary>A1: who may call what, and whose events, endpoints and preferences they see.</summary>
[Collection(WebhookCollection.Name)]
public sealed class AccessTests(WebhookHost host, ITestOutputHelper output)
{
    [Fact]
    public async Task EveryCellOfTheTableIsTrue()
    {
        var endpoint = await host.Register(host.Sink.Open(), WebhookHost.NewTicket());
        var ticket = WebhookHost.NewTicket();
        var said = (await host.Emit(SubscriptionsHost.CloudEvent(ticket, site: AccessSeeds.Site)))[0];
        using var agent = host.Client("agent:A017");
        await Eventually.Holds(
            async () =>
                (await agent.GetStringAsync(new Uri($"/api/ticket-events?ticket={ticket}", UriKind.Relative))).Contains(
                    said,
                    StringComparison.Ordinal
                ),
            "the event in the index"
        );
        output.WriteLine(
            await AccessMatrix.Check(
                host,
                "subscriptions",
                new AccessSeeds
                {
                    Resources =
                    [
                        new("/api/webhook-endpoints/{number}", endpoint.View.Id, "webhook-endpoint-not-found")
                        {
                            Owner = endpoint.Subscriber,
                            ListQuery = "?limit=200",
                        },
                        new("/api/ticket-events", said, "") { Owner = endpoint.Subscriber, ListQuery = $"?ticket={ticket}" },
                        new("/api/notices/preferences/{people}/{id}", "X-MATRIX", "notice-preferences-not-found")
                        {
                            Owner = "X-MATRIX",
                            PathFor = role => $"/api/notices/preferences/{(role == Role.Customer ? "customers" : "staff")}/X-MATRIX",
                        },
                    ],
                }
            )
        );
    }
}
