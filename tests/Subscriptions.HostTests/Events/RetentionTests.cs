using System.Net;
using CustomerService.Subscriptions.Events;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Subscriptions.HostTests.Events;

/// <summary>E1: what is too old goes, the oldest first, and nobody reads over the hole without being told.</summary>
public sealed class RetentionTests(ForgetfulHost host) : IClassFixture<ForgetfulHost>
{
    [Fact]
    public async Task OldEventsGoAndTheirPositionsAreRefused()
    {
        var ticket = SubscriptionsHost.NewTicket();
        var (old, fresh) = (DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow);
        await host.Emit([
            .. Enumerable.Range(0, 10).Select(_ => SubscriptionsHost.CloudEvent(ticket, recorded: old)),
            SubscriptionsHost.CloudEvent(ticket, recorded: fresh),
        ]);
        var index = host.Services.GetRequiredService<EventIndex>();
        await Eventually.Holds(async () => await index.Oldest() == 10 && await index.Head() == 11, "the old ones are gone");

        using var client = host.Client("agent:A017");
        Assert.Equal(HttpStatusCode.Gone, await Status(client, new Position(9)));
        Assert.Equal(HttpStatusCode.OK, await Status(client, new Position(10)));
        Assert.Equal(HttpStatusCode.OK, await Status(client, Position.Start));
        Assert.Equal(HttpStatusCode.Gone, await Status(client, new Position(12)));
    }

    private static async Task<HttpStatusCode> Status(HttpClient client, Position after)
    {
        using var answer = await client.GetAsync(new Uri($"/api/ticket-events?after={after}", UriKind.Relative));
        return answer.StatusCode;
    }
}
