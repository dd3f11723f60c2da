using System.Net;
using System.Text;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Webhooks;
using CustomerService.TestSupport;
using Microsoft.AspNetCore.Http;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace CustomerService.Subscriptions.HostTests.Webhooks;

/// <summary>E4: what an endpoint receives, and what follows from its answers.</summary>
[Collection(WebhookCollection.Name)]
public sealed class DeliveryTests(WebhookHost host)
{
    [Fact]
    public async Task ADeliveryIsTheEventAsItWasEmittedSignedForItsReceiver()
    {
        var hook = host.Sink.Open();
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var events = WebhookHost.Events(ticket, 3);
        var ids = await host.Emit([.. events, .. WebhookHost.Events(WebhookHost.NewTicket(), 3)]);
        var delivery = await endpoint.Reaches(ids[2], DeliveryStatus.Delivered);
        Assert.Equal(events.Select(e => e.ToJsonString()), hook.Taken.Select(r => r.Body));
        Assert.Equal(3, hook.All.Count);
        var received = hook.Taken.First();
        Assert.Equal(ids[0], received.Headers["webhook-id"]);
        Assert.Equal("POST", received.Method);
        Assert.Equal("application/cloudevents+json; charset=utf-8", received.Headers["Content-Type"]);
        Assert.Equal("service.example.com", received.Headers["WebHook-Request-Origin"]);
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(received.Headers["webhook-timestamp"], null), 0, 300);
        Assert.DoesNotContain(received.Headers.Keys, h => h.StartsWith("trace", StringComparison.OrdinalIgnoreCase) || h == "X-Actor");
        Assert.Equal(2, received.Signatures.Length);
        Assert.True(received.IsSignedWith(endpoint.View.Secret!));
        var content = Encoding.UTF8.GetBytes($"{received.Id}.{received.Headers["webhook-timestamp"]}.{received.Body}");
        Assert.True(Ed25519.Verify(
            Convert.FromBase64String(received.Signatures[1]["v1a,".Length..]), 0, Convert.FromBase64String(endpoint.View.PublicKey!["whpk_".Length..]), 0,
            content, 0, content.Length));
        Assert.Equal((1, 204, false, DeliveryKind.Event), (delivery.Attempts, delivery.LastStatus, delivery.OutOfOrder, delivery.Kind));
        Assert.Equal(204, Assert.Single((await endpoint.Delivery(delivery.Id)).AttemptLog!).Status);
    }

    [Fact]
    public async Task AFailureIsTriedAgainUnderTheSameId()
    {
        var hook = host.Sink.Open();
        hook.Answer = async (received, context) =>
        {
            context.Response.StatusCode = received.Number <= 2 ? 500 : 200;
            await context.Response.WriteAsync(received.Number <= 2 ? new string('x', 5000) : "ok");
        };
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var ids = await host.Emit(WebhookHost.Events(ticket, 1));
        var delivery = await endpoint.Delivery((await endpoint.Reaches(ids[0], DeliveryStatus.Delivered)).Id);
        Assert.Equal([500, 500, 200], delivery.AttemptLog!.Select(a => a.Status!.Value));
        Assert.Equal(new string('x', 100), delivery.AttemptLog![0].Response);
        Assert.Equal("ok", delivery.AttemptLog![2].Response);
        Assert.Single(hook.All.Select(r => r.Id).Distinct());
        Assert.Single(hook.All.Select(r => r.Body).Distinct());
        Assert.All(hook.All, r => Assert.True(r.IsSignedWith(endpoint.View.Secret!)));
    }

    [Fact]
    public async Task GoneDisablesTheEndpointAndLosesNothing()
    {
        var hook = host.Sink.Open();
        hook.Answer = Hook.Status(410);
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var ids = await host.Emit(WebhookHost.Events(ticket, 3));
        var gone = await Eventually.Gives(async () => await endpoint.Get() is { Status: WebhookStatus.Disabled } disabled ? disabled : null, "a disabled endpoint");
        Assert.Equal(DisableReason.Gone, gone.DisabledBecause);
        await EndpointTests.Refused(endpoint.Post("test-events"), HttpStatusCode.Conflict, "endpoint-disabled");
        await endpoint.Attempted(ids[0], 1);
        Assert.Single(hook.All);
        hook.Answer = Hook.Status(200);
        await endpoint.Post("enabling").Read<WebhookEndpointView>();
        await endpoint.Reaches(ids[2], DeliveryStatus.Delivered);
        Assert.Equal(ids, hook.TakenIds);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task RetryAfterKeepsEverythingFromTheEndpoint(int status)
    {
        var hook = host.Sink.Open();
        hook.Answer = (received, context) =>
        {
            context.Response.StatusCode = received.Number == 1 ? status : 204;
            context.Response.Headers.RetryAfter = "2";
            return Task.CompletedTask;
        };
        var (first, second) = (WebhookHost.NewTicket(), WebhookHost.NewTicket());
        var endpoint = await host.Register(hook, first, second);
        var ids = await host.Emit(WebhookHost.Events(first, 1));
        var attempt = (await endpoint.Attempted(ids[0], 1)).AttemptLog![0];
        Assert.Equal(status, attempt.Status);
        var until = attempt.At.AddSeconds(2);
        var other = await host.Emit(WebhookHost.Events(second, 2));
        var delivered = new[] { await endpoint.Reaches(ids[0], DeliveryStatus.Delivered), await endpoint.Reaches(other[1], DeliveryStatus.Delivered) };
        // Nothing was sent before the time that it named, of any ticket.
        Assert.All(delivered, d => Assert.True(d.FinishedAt >= until, $"{d.FinishedAt:O} {until:O}"));
        Assert.Equal(4, hook.All.Count);
    }

    [Fact]
    public async Task SilenceIsATimeout()
    {
        var hook = host.Sink.Open();
        hook.Answer = async (received, context) =>
        {
            if (received.Number == 1)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        };
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var ids = await host.Emit(WebhookHost.Events(ticket, 1));
        var delivery = await endpoint.Delivery((await endpoint.Reaches(ids[0], DeliveryStatus.Delivered)).Id);
        Assert.Equal("timeout", delivery.AttemptLog![0].Error);
        Assert.Null(delivery.AttemptLog![0].Status);
    }

    [Fact]
    public async Task ARedirectIsAFailureAndNotFollowed()
    {
        var (hook, inside) = (host.Sink.Open(), host.Sink.Open());
        hook.Answer = (_, context) =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = inside.Address.ToString();
            return Task.CompletedTask;
        };
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var ids = await host.Emit(WebhookHost.Events(ticket, 1));
        var delivery = await endpoint.Attempted(ids[0], 2);
        Assert.All(delivery.AttemptLog!, a => Assert.Equal(302, a.Status));
        Assert.Empty(inside.All);
    }

    [Fact]
    public async Task ANameThatTurnsInwardsIsRefused()
    {
        var hook = host.Sink.Open();
        hook.Answer = (_, context) =>
        {
            // So that the next delivery connects anew.
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        };
        var name = $"{Guid.NewGuid():N}.example.com";
        host.Names[name] = [IPAddress.Loopback];
        var ticket = WebhookHost.NewTicket();
        using var system = host.Client($"system:{await host.Subscriber()}");
        var url = new UriBuilder(hook.Address) { Host = name }.Uri;
        var view = await system.Post("/api/webhook-endpoints", new { url, ownerEmail = "owner@example.com", filter = new { tickets = new[] { ticket } } })
            .Read<WebhookEndpointView>();
        var endpoint = new Registered(host, system, view.Subscriber, view);
        Assert.Equal(WebhookStatus.Active, view.Status);
        var first = await host.Emit(WebhookHost.Events(ticket, 1));
        await endpoint.Reaches(first[0], DeliveryStatus.Delivered);

        host.Names[name] = [IPAddress.Loopback, IPAddress.Parse("169.254.169.254")];
        var second = await host.Emit(WebhookHost.Events(ticket, 1));
        var refused = await endpoint.Attempted(second[0], 2);
        Assert.All(refused.AttemptLog!, a => Assert.StartsWith("address-refused", a.Error, StringComparison.Ordinal));
        Assert.Single(hook.All);

        host.Names[name] = [IPAddress.Loopback];
        await endpoint.Reaches(second[0], DeliveryStatus.Delivered);
    }

    [Fact]
    public async Task LaterEventsOfATicketWaitForAnEarlierOneAndOtherTicketsDoNot()
    {
        var hook = host.Sink.Open();
        var (slow, fast) = (WebhookHost.NewTicket(), WebhookHost.NewTicket());
        var endpoint = await host.Register(hook, slow, fast);
        var events = WebhookHost.Events(slow, 5);
        var poison = events[0]["id"]!.GetValue<string>();
        var failures = 0;
        hook.Answer = (received, context) =>
        {
            context.Response.StatusCode = received.Id == poison && Interlocked.Increment(ref failures) <= 3 ? 500 : 200;
            return Task.CompletedTask;
        };
        var ids = await host.Emit([.. events.Take(3), .. WebhookHost.Events(fast, 5), .. events.Skip(3)]);
        await endpoint.Reaches(ids[^1], DeliveryStatus.Delivered);
        await Eventually.Holds(() => Task.FromResult(hook.Taken.Count == 10), "all ten");
        Assert.Equal(events.Select(e => e["id"]!.GetValue<string>()), hook.Taken.Where(r => r.Event["partitionkey"]!.GetValue<string>() == slow).Select(r => r.Id));
        // The other ticket went ahead of it, in its own order.
        Assert.Equal(ids.Skip(3).Take(5), hook.TakenIds.Take(5));
        Assert.All(await endpoint.Log(), d => Assert.False(d.OutOfOrder));
    }

    [Fact]
    public async Task ATicketGoesOnWithoutOneThatTooManyWaitFor()
    {
        var hook = host.Sink.Open();
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var events = WebhookHost.Events(ticket, 9);
        var poison = events[0]["id"]!.GetValue<string>();
        hook.Answer = (received, context) => Hook.Status(received.Id == poison ? 500 : 200)(received, context);
        var ids = await host.Emit([.. events.Take(4)]);
        await endpoint.Attempted(ids[0], 2);
        // Three wait, five may; with five more they go on without the first.
        Assert.Empty(hook.Taken);
        await host.Emit([.. events.Skip(4)]);
        await Eventually.Holds(() => Task.FromResult(hook.Taken.Count == 8), "the eight others");
        Assert.Equal(events.Skip(1).Select(e => e["id"]!.GetValue<string>()), hook.TakenIds);
        await endpoint.Reaches(events[^1]["id"]!.GetValue<string>(), DeliveryStatus.Delivered);
        Assert.Equal(8, (await endpoint.Log("status=delivered")).Count(d => d.OutOfOrder));
    }

    [Fact]
    public async Task AStuckEndpointKeepsNobodyElseWaiting()
    {
        var stuck = host.Sink.Open();
        stuck.Answer = (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var tickets = Enumerable.Range(0, 60).Select(_ => WebhookHost.NewTicket()).ToArray();
        var stuckEndpoint = await host.Register(stuck, tickets);
        var fast = Enumerable.Range(0, 5).Select(_ => host.Sink.Open()).ToList();
        foreach (var hook in fast)
        {
            await host.Register(hook, tickets);
        }

        await host.Emit([.. tickets.SelectMany(t => WebhookHost.Events(t, 2))]);
        await Eventually.Holds(() => Task.FromResult(fast.All(h => h.Taken.Count == 120)), "all of the fast ones");
        Assert.Empty(stuck.Taken);
        Assert.All(fast, h => Assert.Equal(120, h.TakenIds.Distinct().Count()));
        Assert.Empty(await stuckEndpoint.Log("status=delivered"));
        await stuckEndpoint.Post("disabling");
    }

    [Fact]
    public async Task TheRateThatAnEndpointAllowsIsKept()
    {
        var hook = host.Sink.Open();
        // Two a second, and two seconds' worth at once.
        hook.Agree = Hook.Agreement("*", "120");
        var tickets = Enumerable.Range(0, 8).Select(_ => WebhookHost.NewTicket()).ToArray();
        var endpoint = await host.Register(hook, tickets);
        await host.Emit([.. tickets.SelectMany(t => WebhookHost.Events(t, 1))]);
        await Eventually.Holds(async () => (await endpoint.Log("status=delivered")).Count == 8, "all eight");
        var times = new List<DateTimeOffset>();
        foreach (var delivery in await endpoint.Log())
        {
            times.Add((await endpoint.Delivery(delivery.Id)).AttemptLog![0].At);
        }

        Assert.True(times.Max() - times.Min() >= TimeSpan.FromSeconds(1.5), $"{times.Max() - times.Min()}");
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
        await EndpointTests.Refused(endpoint.Post("replays", new { from = DateTimeOffset.UtcNow.AddHours(1) }), HttpStatusCode.BadRequest, "replay-range-empty");
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
        var late = await before.System.Post(
            "/api/webhook-endpoints", new { url = hook.Address, ownerEmail = "owner@example.com", after = position, filter = new { tickets = new[] { ticket } } })
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
        for (var next = $"{endpoint.Path}/deliveries?limit=3&status=delivered"; next is not null;)
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
    public async Task NobodyIsSentWhatItsSubscriberMayNotRead()
    {
        var hook = host.Sink.Open();
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var ids = await host.Emit([.. WebhookHost.Events(ticket, 1, "restricted"), .. WebhookHost.Events(ticket, 1, "confidential"), .. WebhookHost.Events(ticket, 1)]);
        await endpoint.Reaches(ids[2], DeliveryStatus.Delivered);
        Assert.Equal([ids[2]], hook.TakenIds);

        // What was planned before the scope became narrower is not sent behind it.
        hook.Answer = Hook.Status(500);
        var planned = await host.Emit(WebhookHost.Events(ticket, 2));
        await endpoint.Attempted(planned[0], 1);
        using var administrator = host.Client("administrator:ADM1");
        await administrator.Post($"/api/subscribers/{endpoint.Subscriber}/retirement", new { });
        using var retired = await endpoint.Post("test-events");
        hook.Answer = Hook.Status(200);
        var after = await host.Emit(WebhookHost.Events(ticket, 1));
        var witness = host.Sink.Open();
        var other = await host.Register(witness, ticket);
        var last = await host.Emit(WebhookHost.Events(ticket, 1));
        await other.Reaches(last[0], DeliveryStatus.Delivered);
        Assert.DoesNotContain(after[0], hook.TakenIds);
        Assert.Single(hook.Taken);
    }

    [Fact]
    public async Task ThreeReplicasShareTheWorkWithoutDoublingIt()
    {
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        var tickets = Enumerable.Range(0, 50).Select(_ => WebhookHost.NewTicket()).ToArray();
        var hooks = Enumerable.Range(0, 4).Select(_ => host.Sink.Open()).ToList();
        foreach (var hook in hooks)
        {
            await host.Register(hook, tickets);
        }

        var events = Enumerable.Range(0, 6).SelectMany(_ => tickets.SelectMany(t => WebhookHost.Events(t, 1))).ToList();
        await host.Emit([.. events]);
        await Eventually.Holds(() => Task.FromResult(hooks.All(h => h.Taken.Count >= 300)), "300 for each");
        foreach (var hook in hooks)
        {
            Assert.Equal(300, hook.All.Count);
            foreach (var ticket in tickets)
            {
                Assert.Equal(
                    events.Where(e => e["partitionkey"]!.GetValue<string>() == ticket).Select(e => e["id"]!.GetValue<string>()),
                    hook.Taken.Where(r => r.Event["partitionkey"]!.GetValue<string>() == ticket).Select(r => r.Id));
            }
        }
    }
}
