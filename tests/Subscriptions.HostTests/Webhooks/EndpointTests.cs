using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Webhooks;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Subscriptions.HostTests.Webhooks;

/// <summary>E4: endpoints over HTTP.</summary>
[Collection(WebhookCollection.Name)]
public sealed class EndpointTests(WebhookHost host)
{
    [Fact]
    public async Task AnEndpointAgreesBeforeAnythingIsSent()
    {
        var hook = host.Sink.Open();
        hook.Agree = _ => { };
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        Assert.Equal(WebhookStatus.Unverified, endpoint.View.Status);
        Assert.Contains("WebHook-Allowed-Origin", endpoint.View.VerificationError, StringComparison.Ordinal);
        Assert.Equal("service.example.com", hook.Handshakes.Single()["WebHook-Request-Origin"]);
        Assert.Equal("6000", hook.Handshakes.Single()["WebHook-Request-Rate"]);
        var ids = await host.Emit(WebhookHost.Events(ticket, 2));
        await Refused(endpoint.Post("test-events"), HttpStatusCode.Conflict, "endpoint-unverified");

        hook.Agree = Hook.Agreement("service.example.com", "6000");
        Assert.Empty(hook.All);
        var verified = await endpoint.Post("verification").Read<WebhookEndpointView>();
        Assert.Equal(WebhookStatus.Active, verified.Status);
        Assert.Equal(6000, verified.AllowedRate);
        Assert.Null(verified.VerificationError);
        await Eventually.Holds(() => Task.FromResult(hook.Taken.Count == 2), "what happened before it agreed");
        Assert.Equal(ids, hook.TakenIds);
    }

    [Fact]
    public async Task TheSecretIsShownOnceAndStoredNowhereOpen()
    {
        var hook = host.Sink.Open();
        var subscriber = await host.Subscriber();
        using var system = host.Client($"integration:{subscriber}");
        system.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var body = new
        {
            url = hook.Address,
            ownerEmail = "owner@example.com",
            asymmetric = true,
        };
        var first = await system.Post("/api/webhook-endpoints", body).Read<WebhookEndpointView>();
        Assert.StartsWith("whsec_", first.Secret, StringComparison.Ordinal);
        Assert.StartsWith("whpk_", first.PublicKey, StringComparison.Ordinal);
        Assert.Equal(WebhookStatus.Active, first.Status);

        // The same request again is carried out once, and does not get the secret either.
        using var repeated = await system.Post("/api/webhook-endpoints", body);
        Assert.Equal("""{"carriedOut":true}""", await repeated.Content.ReadAsStringAsync());
        Assert.Equal($"/api/webhook-endpoints/{first.Id}", repeated.Headers.Location?.ToString());
        var text =
            await system.GetStringAsync(new Uri($"/api/webhook-endpoints/{first.Id}", UriKind.Relative))
            + await system.GetStringAsync(new Uri("/api/webhook-endpoints", UriKind.Relative));
        Assert.Contains(first.PublicKey!, text, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", text, StringComparison.Ordinal);
        Assert.DoesNotContain("whsk_", text, StringComparison.Ordinal);

        await using var source = NpgsqlDataSource.Create(host.Database);
        await using var command = source.CreateCommand(
            "select (select count(*) from mt_events where data::text ~ 'whsec_|whsk_') + (select count(*) from "
                + "mt_doc_webhookendpoint where data::text ~ 'whsec_|whsk_') "
                + "+ (select count(*) from idempotency where convert_from(body, 'UTF8') ~ 'whsec_|whsk_')"
        );
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task SomebodyElsesEndpointIsNotThere()
    {
        var endpoint = await host.Register(host.Sink.Open());
        using var other = host.Client($"integration:{await host.Subscriber()}");
        using var agent = host.Client("agent:A017");
        using var customer = host.Client("customer:C1");
        using var auditor = host.Client("auditor:AU1");
        using var administrator = host.Client("administrator:ADM1");
        await Refused(other.GetAsync(new Uri(endpoint.Path, UriKind.Relative)), HttpStatusCode.NotFound, "webhook-endpoint-not-found");
        await Refused(other.DeleteAsync(new Uri(endpoint.Path, UriKind.Relative)), HttpStatusCode.NotFound, "webhook-endpoint-not-found");
        Assert.Empty((await other.GetAsync(new Uri("/api/webhook-endpoints", UriKind.Relative)).Read<Page<WebhookEndpointView>>()).Items);
        await Refused(agent.GetAsync(new Uri(endpoint.Path, UriKind.Relative)), HttpStatusCode.Forbidden, "not-permitted");
        await Refused(customer.GetAsync(new Uri("/api/webhook-endpoints", UriKind.Relative)), HttpStatusCode.Forbidden, "not-permitted");
        await Refused(auditor.Post($"{endpoint.Path}/secret-rotation", new { }), HttpStatusCode.Forbidden, "not-permitted");
        Assert.Equal(endpoint.View.Id, (await auditor.GetAsync(new Uri(endpoint.Path, UriKind.Relative)).Read<WebhookEndpointView>()).Id);
        var listed = await administrator
            .GetAsync(new Uri($"/api/webhook-endpoints?subscriber={endpoint.Subscriber}", UriKind.Relative))
            .Read<Page<WebhookEndpointView>>();
        Assert.Equal(endpoint.View.Id, Assert.Single(listed.Items).Id);
        await Refused(
            other.Post(
                "/api/webhook-endpoints",
                new
                {
                    url = "https://hooks.example.com/",
                    ownerEmail = "a@example.com",
                    subscriber = endpoint.Subscriber,
                }
            ),
            HttpStatusCode.Forbidden,
            "webhook-endpoint-not-yours"
        );
        await Refused(
            administrator.Post(
                "/api/webhook-endpoints",
                new
                {
                    url = "https://hooks.example.com/",
                    ownerEmail = "a@example.com",
                    subscriber = "SUB99999999",
                }
            ),
            HttpStatusCode.Forbidden,
            "subscriber-unknown"
        );
    }

    [Theory]
    [InlineData("https://10.0.0.1:8443/", "owner@example.com", "/problems/url-refused")]
    [InlineData("https://hooks.example.com/", "owner@example.com", "/problems/url-refused")]
    [InlineData("nowhere", "owner@example.com", "/problems/url-refused")]
    [InlineData("http://127.0.0.1:9999/", "nobody", "/problems/validation")]
    public async Task WhatCannotBeRightIsRefused(string url, string ownerEmail, string type)
    {
        using var system = host.Client($"integration:{await host.Subscriber()}");
        using var response = await system.Post("/api/webhook-endpoints", new { url, ownerEmail });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(type, (await response.Content.ReadFromJsonAsync<JsonObject>())!["type"]!.GetValue<string>());
        Assert.Empty((await system.GetAsync(new Uri("/api/webhook-endpoints", UriKind.Relative)).Read<Page<WebhookEndpointView>>()).Items);
    }

    [Fact]
    public async Task AChangeNeedsTheVersionAndANewAddressMustAgree()
    {
        var (first, second) = (host.Sink.Open(), host.Sink.Open());
        second.Agree = _ => { };
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(first, ticket);
        var change = new
        {
            url = second.Address,
            ownerEmail = "other@example.com",
            filter = new { tickets = new[] { ticket } },
        };
        using (var without = await endpoint.System.PutAsJsonAsync(new Uri(endpoint.Path, UriKind.Relative), change))
        {
            Assert.Equal(HttpStatusCode.PreconditionRequired, without.StatusCode);
        }

        using var now = await endpoint.System.GetAsync(new Uri(endpoint.Path, UriKind.Relative));
        var changed = await Put(change, now.Headers.ETag!.ToString()).Read<WebhookEndpointView>();
        Assert.Equal(WebhookStatus.Unverified, changed.Status);
        Assert.Equal("other@example.com", changed.OwnerEmail);
        using (var stale = await Put(change with { ownerEmail = "third@example.com" }, now.Headers.ETag!.ToString()))
        {
            Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        }

        var ids = await host.Emit(WebhookHost.Events(ticket, 1));
        second.Agree = Hook.Agreement("*", "*");
        await endpoint.Post("verification").Read<WebhookEndpointView>();
        await endpoint.Reaches(ids[0], DeliveryStatus.Delivered);
        Assert.Empty(first.All);
        Assert.Single(second.Taken);

        async Task<HttpResponseMessage> Put(object body, string version)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, endpoint.Path)
            {
                Content = JsonContent.Create(body, options: Json.Options),
            };
            request.Headers.Add("If-Match", version);
            return await endpoint.System.SendAsync(request);
        }
    }

    [Fact]
    public async Task WhatHappensWhileItIsDisabledComesWhenItIsEnabled()
    {
        var hook = host.Sink.Open();
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var before = await host.Emit(WebhookHost.Events(ticket, 1));
        await endpoint.Reaches(before[0], DeliveryStatus.Delivered);
        var disabled = await endpoint.Post("disabling").Read<WebhookEndpointView>();
        Assert.Equal((WebhookStatus.Disabled, DisableReason.Asked), (disabled.Status, disabled.DisabledBecause));
        var meanwhile = await host.Emit(WebhookHost.Events(ticket, 3));
        await Indexed(meanwhile[^1]);
        Assert.Single(hook.All);
        Assert.Equal(WebhookStatus.Active, (await endpoint.Post("enabling").Read<WebhookEndpointView>()).Status);
        await endpoint.Reaches(meanwhile[^1], DeliveryStatus.Delivered);
        Assert.Equal([.. before, .. meanwhile], hook.TakenIds);
    }

    [Fact]
    public async Task ADeletedOneGetsNothingMore()
    {
        var hook = host.Sink.Open();
        hook.Answer = Hook.Status(500);
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var ids = await host.Emit(WebhookHost.Events(ticket, 3));
        await endpoint.Attempted(ids[0], 1);
        using (var deleted = await endpoint.System.DeleteAsync(new Uri(endpoint.Path, UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        var log = await endpoint.Log();
        Assert.Equal(3, log.Count);
        Assert.All(log, d => Assert.Equal((DeliveryStatus.Cancelled, "endpoint-deleted"), (d.Status, d.LastError)));
        await Refused(endpoint.Post("enabling"), HttpStatusCode.NotFound, "webhook-endpoint-not-found");
        using var again = await endpoint.System.DeleteAsync(new Uri(endpoint.Path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        Assert.DoesNotContain(
            (await endpoint.System.GetAsync(new Uri("/api/webhook-endpoints", UriKind.Relative)).Read<Page<WebhookEndpointView>>()).Items,
            e => e.Id == endpoint.View.Id
        );
    }

    [Fact]
    public async Task ARotatedSecretSignsBesideItsSuccessor()
    {
        var hook = host.Sink.Open();
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var rotated = await endpoint.Post("secret-rotation").Read<WebhookEndpointView>();
        Assert.NotEqual(endpoint.View.Secret, rotated.Secret);
        Assert.NotEqual(endpoint.View.PublicKey, rotated.PublicKey);
        Assert.NotNull(rotated.PreviousSecretValidUntil);
        var ids = await host.Emit(WebhookHost.Events(ticket, 1));
        await endpoint.Reaches(ids[0], DeliveryStatus.Delivered);
        var received = Assert.Single(hook.Taken);
        Assert.Equal(4, received.Signatures.Length);
        Assert.True(received.IsSignedWith(rotated.Secret!));
        Assert.True(received.IsSignedWith(endpoint.View.Secret!));
    }

    internal static async Task Refused(Task<HttpResponseMessage> sending, HttpStatusCode status, string code)
    {
        using var response = await sending;
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal((status, $"/problems/{code}"), (response.StatusCode, problem!["type"]!.GetValue<string>()));
    }

    private async Task Indexed(string id)
    {
        await using var source = NpgsqlDataSource.Create(host.Database);
        await Eventually.Holds(
            async () =>
            {
                await using var command = source.CreateCommand("select count(*) from stream_event where id = @id");
                command.Parameters.AddWithValue("id", Guid.Parse(id));
                return await command.ExecuteScalarAsync() is 1L;
            },
            "an indexed event"
        );
    }
}
