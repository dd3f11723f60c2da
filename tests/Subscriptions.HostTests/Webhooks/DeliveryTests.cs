using System.Net;
using System.Text;
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
        Assert.True(
            Ed25519.Verify(
                Convert.FromBase64String(received.Signatures[1]["v1a,".Length..]),
                0,
                Convert.FromBase64String(endpoint.View.PublicKey!["whpk_".Length..]),
                0,
                content,
                0,
                content.Length
            )
        );
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
        var gone = await Eventually.Gives(
            async () => await endpoint.Get() is { Status: WebhookStatus.Disabled } disabled ? disabled : null,
            "a disabled endpoint"
        );
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
        var delivered = new[]
        {
            await endpoint.Reaches(ids[0], DeliveryStatus.Delivered),
            await endpoint.Reaches(other[1], DeliveryStatus.Delivered),
        };
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
        using var system = host.Client($"integration:{await host.Subscriber()}");
        var url = new UriBuilder(hook.Address) { Host = name }.Uri;
        var view = await system
            .Post(
                "/api/webhook-endpoints",
                new
                {
                    url,
                    ownerEmail = "owner@example.com",
                    filter = new { tickets = new[] { ticket } },
                }
            )
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
    public async Task NobodyIsSentWhatItsSubscriberMayNotRead()
    {
        var hook = host.Sink.Open();
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var ids = await host.Emit([
            .. WebhookHost.Events(ticket, 1, "restricted"),
            .. WebhookHost.Events(ticket, 1, "confidential"),
            .. WebhookHost.Events(ticket, 1),
        ]);
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
}
