using System.Net;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Webhooks;
using CustomerService.TestSupport;

namespace CustomerService.Subscriptions.HostTests.Webhooks;

/// <summary>E4: the log, and what is sent because somebody asks for it.</summary>
[Collection(WebhookCollection.Name)]
public sealed class ReplayTests(WebhookHost host)
{
    [Fact]
    public async Task OneOrARangeIsDeliveredAgainUnderTheSameIds()
    {
        var hook = host.Sink.Open();
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var began = DateTimeOffset.UtcNow;
        var ids = await host.Emit(WebhookHost.Events(ticket, 6));
        await endpoint.Reaches(ids[5], DeliveryStatus.Delivered);
        var log = await endpoint.Log();

        var one = await endpoint.Post($"deliveries/{log[2].Id}/replay").Read<DeliveryView>();
        Assert.Equal((DeliveryKind.Replay, log[2].EventId), (one.Kind, one.EventId));
        await Eventually.Holds(() => Task.FromResult(hook.Taken.Count == 7), "the one");
        Assert.Equal(ids[2], hook.TakenIds.Last());

        var range = await endpoint.Post("replays", new { after = log[0].Position, upTo = log[3].Position }).Read<ReplayView>();
        await Eventually.Holds(() => Task.FromResult(hook.Taken.Count == 10), "the range by position");
        Assert.Equal(ids.Skip(1).Take(3), hook.TakenIds.TakeLast(3));
        await Eventually.Holds(async () => (await endpoint.Log($"replay={range.Replay}&status=delivered")).Count == 3, "the replay's log");

        await endpoint.Post("replays", new { from = began.AddMinutes(-1) }).Read<ReplayView>();
        await Eventually.Holds(() => Task.FromResult(hook.Taken.Count == 16), "the range by time");
        Assert.Equal(ids, hook.TakenIds.TakeLast(6));

        await EndpointTests.Refused(endpoint.Post("replays", new { after = "nonsense" }), HttpStatusCode.BadRequest, "position-malformed");
        await EndpointTests.Refused(endpoint.Post("replays"), HttpStatusCode.BadRequest, "replay-range-malformed");
        await EndpointTests.Refused(
            endpoint.Post("replays", new { from = DateTimeOffset.UtcNow.AddHours(1) }),
            HttpStatusCode.BadRequest,
            "replay-range-empty"
        );
    }

    [Fact]
    public async Task AnEndpointMayBeginInThePast()
    {
        var ticket = WebhookHost.NewTicket();
        var before = await host.Register(host.Sink.Open(), ticket);
        var ids = await host.Emit(WebhookHost.Events(ticket, 4));
        await before.Reaches(ids[3], DeliveryStatus.Delivered);
        var position = (await before.Log())[1].Position;
        var hook = host.Sink.Open();
        var late = await before
            .System.Post(
                "/api/webhook-endpoints",
                new
                {
                    url = hook.Address,
                    ownerEmail = "owner@example.com",
                    after = position,
                    filter = new { tickets = new[] { ticket } },
                }
            )
            .Read<WebhookEndpointView>();
        await Eventually.Holds(() => Task.FromResult(hook.Taken.Count == 2), "the two behind the position");
        Assert.Equal(ids.Skip(2), hook.TakenIds);
        Assert.NotNull(Position.Parse(late.Position ?? new Position(0).ToString()));
    }

    [Fact]
    public async Task TheLogIsPagedByTime()
    {
        var hook = host.Sink.Open();
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var ids = await host.Emit(WebhookHost.Events(ticket, 7));
        await endpoint.Reaches(ids[6], DeliveryStatus.Delivered);
        var seen = new List<Guid>();
        for (var next = $"{endpoint.Path}/deliveries?limit=3&status=delivered"; next is not null; )
        {
            var page = await endpoint.System.GetAsync(new Uri(next, UriKind.Relative)).Read<ServiceDefaults.Page<DeliveryView>>();
            Assert.InRange(page.Items.Count, 1, 3);
            seen.AddRange(page.Items.Select(d => d.EventId));
            next = page.Next;
        }

        Assert.Equal(ids.Select(Guid.Parse), seen);
        Assert.Empty(await endpoint.Log($"to={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(-1).ToString("O"))}"));
        Assert.Empty(await endpoint.Log("status=failed"));
    }

    [Fact]
    public async Task ATestEventIsDeliveredAndLoggedLikeAnyOther()
    {
        var hook = host.Sink.Open();
        var endpoint = await host.Register(hook, WebhookHost.NewTicket());
        var sent = await endpoint.Post("test-events").Read<DeliveryView>();
        Assert.Equal((DeliveryKind.Test, null), (sent.Kind, sent.Position));
        await endpoint.Reaches(sent.EventId.ToString(), DeliveryStatus.Delivered);
        var received = Assert.Single(hook.Taken);
        Assert.True(received.IsSignedWith(endpoint.View.Secret!));
        Assert.Equal("customerservice.subscriptions.webhook-test.v1", received.Event["type"]!.GetValue<string>());
        Assert.Equal(received.Id, received.Event["id"]!.GetValue<string>());
    }
}
