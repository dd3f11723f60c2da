using System.Net;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Webhooks;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Subscriptions.HostTests.Webhooks;

/// <summary>E4: endpoints that fail for long, on a host that gives up in seconds.</summary>
public sealed class FailureTests(HurriedWebhookHost host) : IClassFixture<HurriedWebhookHost>
{
    [Fact]
    public async Task TheOwnerIsToldBeforeTheEndpointIsDisabled()
    {
        var hook = host.Sink.Open();
        hook.Answer = Hook.Status(500);
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var ids = await host.Emit(WebhookHost.Events(ticket, 1));
        await endpoint.Reaches(ids[0], DeliveryStatus.Failed);
        var warned = await endpoint.Get();
        Assert.Equal(WebhookStatus.Active, warned.Status);
        Assert.NotNull(warned.WarnedAt);
        var disabled = await Eventually.Gives(
            async () => await endpoint.Get() is { Status: WebhookStatus.Disabled } d ? d : null,
            "a disabled endpoint"
        );
        Assert.Equal(DisableReason.Failing, disabled.DisabledBecause);
        Assert.Equal(["owner_warned_v1", "endpoint_disabled_v1"], (await Stored(endpoint.View.Id)).TakeLast(2));
    }

    [Fact]
    public async Task ASuccessCallsTheDisablingOff()
    {
        var hook = host.Sink.Open();
        hook.Answer = Hook.Status(500);
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var ids = await host.Emit(WebhookHost.Events(ticket, 1));
        await endpoint.Reaches(ids[0], DeliveryStatus.Failed);
        hook.Answer = Hook.Status(200);
        await endpoint.Post("test-events").Read<DeliveryView>();
        var recovered = await Eventually.Gives(async () => await endpoint.Get() is { WarnedAt: null } e ? e : null, "a recovered endpoint");
        Assert.Null(recovered.DisableAt);
        // The time that the owner was told passes: the due row is gone, the endpoint is not disabled.
        await using var source = NpgsqlDataSource.Create(host.Database);
        await Eventually.Holds(
            async () =>
            {
                await using var command = source.CreateCommand("select count(*) from due where purpose = 'webhook-disable' and key = @key");
                command.Parameters.AddWithValue("key", endpoint.View.Id);
                return await command.ExecuteScalarAsync() is 0L;
            },
            "the deadline"
        );
        Assert.Equal(WebhookStatus.Active, (await endpoint.Get()).Status);
    }

    [Fact]
    public async Task OneEventThatFailsAmongOthersIsNoReasonToWarn()
    {
        var hook = host.Sink.Open();
        var (good, bad) = (WebhookHost.NewTicket(), WebhookHost.NewTicket());
        var endpoint = await host.Register(hook, good, bad);
        var poison = WebhookHost.Events(bad, 1);
        var id = poison[0]["id"]!.GetValue<string>();
        var succeeded = new TaskCompletionSource();
        hook.Answer = async (received, context) =>
        {
            if (received.Id == id && received.Number > 1)
            {
                // Its last attempt ends when another delivery has succeeded.
                await succeeded.Task.WaitAsync(context.RequestAborted);
            }

            context.Response.StatusCode = received.Id == id ? 500 : 200;
        };
        await host.Emit(poison);
        await endpoint.Attempted(id, 1);
        var other = await host.Emit(WebhookHost.Events(good, 1));
        await endpoint.Reaches(other[0], DeliveryStatus.Delivered);
        succeeded.SetResult();
        await endpoint.Reaches(id, DeliveryStatus.Failed);
        Assert.Null((await endpoint.Get()).WarnedAt);
    }

    [Fact]
    public async Task ATicketGoesOnWithoutOneThatFailsForTooLong()
    {
        var hook = host.Sink.Open();
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var events = WebhookHost.Events(ticket, 2);
        var first = events[0]["id"]!.GetValue<string>();
        // It asks for so long a pause that its own retry comes after the hold has ended.
        hook.Answer = (received, context) => Hook.Status(received.Id == first ? 500 : 200)(received, context);
        var ids = await host.Emit([.. events]);
        await endpoint.Reaches(ids[1], DeliveryStatus.Delivered);
        Assert.Equal([ids[1]], hook.TakenIds);
    }

    [Fact]
    public async Task ASubscriberHasNoMoreEndpointsThanItMay()
    {
        var hook = host.Sink.Open();
        var subscriber = await host.Subscriber();
        using var system = host.Client($"integration:{subscriber}");
        for (var i = 0; i < HurriedWebhookHost.MaximumEndpoints; i++)
        {
            await Register().Read<WebhookEndpointView>();
        }

        using var refused = await Register();
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("/problems/too-many-endpoints", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var endpoints = await system.GetAsync(new Uri("/api/webhook-endpoints", UriKind.Relative)).Read<Page<WebhookEndpointView>>();
        Assert.Equal(HurriedWebhookHost.MaximumEndpoints, endpoints.Items.Count);
        // Another subscriber has as many of its own.
        await host.Register(host.Sink.Open(), WebhookHost.NewTicket());

        Task<HttpResponseMessage> Register() =>
            system.Post(
                "/api/webhook-endpoints",
                new
                {
                    url = hook.Address,
                    ownerEmail = "owner@example.com",
                    filter = new { tickets = new[] { WebhookHost.NewTicket() } },
                }
            );
    }

    [Fact]
    public async Task AfterTheGraceOnlyTheNewSecretSigns()
    {
        var hook = host.Sink.Open();
        var endpoint = await host.Register(hook, WebhookHost.NewTicket());
        var rotated = await endpoint.Post("secret-rotation").Read<WebhookEndpointView>();
        await Eventually.Holds(
            async () =>
            {
                var sent = await endpoint.Post("test-events").Read<DeliveryView>();
                await endpoint.Reaches(sent.EventId.ToString(), DeliveryStatus.Delivered);
                var received = hook.Taken.Last();
                Assert.True(received.IsSignedWith(rotated.Secret!));
                return !received.IsSignedWith(endpoint.View.Secret!) && received.Signatures.Length == 2;
            },
            "deliveries signed by the new keys alone"
        );
    }

    [Fact]
    public async Task WhatAnEndpointCannotTakeWaitsInTheIndex()
    {
        var hook = host.Sink.Open();
        var tickets = Enumerable.Range(0, 20).Select(_ => WebhookHost.NewTicket()).ToArray();
        var endpoint = await host.Register(hook, tickets);
        var goOn = new TaskCompletionSource();
        hook.Answer = (_, context) => goOn.Task.WaitAsync(context.RequestAborted);
        var ids = await host.Emit([.. tickets.SelectMany(t => WebhookHost.Events(t, 10))]);
        await Eventually.Holds(async () => await endpoint.Get() is { Outstanding: >= 10 }, "a full endpoint");
        // A page is planned whole, and then no more.
        Assert.InRange((await endpoint.Log()).Count, 10, 60);
        goOn.SetResult();
        await Eventually.Holds(() => Task.FromResult(hook.Taken.Count >= 200), "everything in the end");
        Assert.Equal(ids.Order(), hook.TakenIds.Order());
    }

    private async Task<List<string>> Stored(string endpoint)
    {
        await using var source = NpgsqlDataSource.Create(host.Database);
        await using var command = source.CreateCommand("select type from mt_events where stream_id = @id order by version");
        command.Parameters.AddWithValue("id", endpoint);
        await using var reader = await command.ExecuteReaderAsync();
        var types = new List<string>();
        while (await reader.ReadAsync())
        {
            types.Add(reader.GetString(0));
        }

        return types;
    }
}
