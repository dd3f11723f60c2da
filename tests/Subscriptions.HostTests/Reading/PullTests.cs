using System.Net;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;

namespace CustomerService.Subscriptions.HostTests.Reading;

/// <summary>E3: the paged pull.</summary>
[Collection(SubscriptionsCollection.Name)]
public sealed class PullTests(SubscriptionsHost host)
{
    [Fact]
    public async Task PagesAreWalkedByLinkAndGoOnAtThePosition()
    {
        var ticket = SubscriptionsHost.NewTicket();
        var emitted = Enumerable.Range(0, 25).Select(_ => SubscriptionsHost.CloudEvent(ticket)).ToList();
        await host.Emit(emitted);
        await host.Indexed(ticket, 25);

        using var client = host.Client("agent:A017");
        var read = new List<string>();
        var pages = 0;
        string? position = null;
        for (var next = $"/api/ticket-events?ticket={ticket}&limit=10"; next is not null; pages++)
        {
            using var answer = await client.GetAsync(new Uri(next, UriKind.Relative));
            Assert.Equal("application/cloudevents-batch+json", answer.Content.Headers.ContentType!.MediaType);
            read.AddRange(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Select(e => e!.ToJsonString()));
            position = answer.Headers.GetValues("Ticket-Events-Position").Single();
            next = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        Assert.Equal(3, pages);
        Assert.Equal(emitted.Select(e => e.ToJsonString()), read);

        await host.Emit(SubscriptionsHost.CloudEvent(ticket, "customerservice.intake.ticket-closed.v1"));
        var late = await Pull(client, $"ticket={ticket}&after={position}&wait=20");
        Assert.Equal("customerservice.intake.ticket-closed.v1", (string?)Assert.Single(late)!["type"]);
    }

    [Fact]
    public async Task ReadingBeginsAtAMomentWithoutMissingWhatBecameKnownThen()
    {
        var ticket = SubscriptionsHost.NewTicket();
        // In the future of everything else in this stream, so that other tests do not stand in the way; a late one between two others.
        var noon = new DateTimeOffset(2100, 1, 1, 12, 0, 0, TimeSpan.Zero).AddMinutes(Random.Shared.Next(1_000_000));
        var events = new[] { -3, -1, -2, 1, 0, 2 }
            .Select(minute => SubscriptionsHost.CloudEvent(ticket, recorded: noon.AddMinutes(minute)))
            .ToList();
        await host.Emit(events);
        await host.Indexed(ticket, 6);

        using var client = host.Client("agent:A017");
        var read = await Pull(client, $"ticket={ticket}&since={noon:yyyy-MM-ddTHH:mm:ssZ}");
        var ids = read.Select(e => (string?)e!["id"]).ToList();
        Assert.All(events.TakeLast(3), e => Assert.Contains((string?)e["id"], ids));
    }

    [Theory]
    [InlineData("after=nonsense", HttpStatusCode.BadRequest, "position-malformed")]
    [InlineData("since=nonsense", HttpStatusCode.BadRequest, "moment-malformed")]
    [InlineData("after=first&since=2026-01-01T00:00:00Z", HttpStatusCode.BadRequest, "two-starting-points")]
    [InlineData("type=NoType", HttpStatusCode.BadRequest, "type-malformed")]
    [InlineData("site=S31*1", HttpStatusCode.BadRequest, "site-malformed")]
    [InlineData("classification=secret", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("limit=0", HttpStatusCode.BadRequest, "validation")]
    [InlineData("limit=1001", HttpStatusCode.BadRequest, "validation")]
    public async Task WhatCannotBeReadIsRefused(string query, HttpStatusCode status, string code)
    {
        using var client = host.Client("agent:A017");
        using var answer = await client.GetAsync(new Uri($"/api/ticket-events?{query}", UriKind.Relative));
        Assert.Equal(status, answer.StatusCode);
        Assert.EndsWith($"/{code}", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASubscriberReadsWithinItsScopesAndNotBeyond()
    {
        var ticket = SubscriptionsHost.NewTicket();
        await host.Emit(
            SubscriptionsHost.CloudEvent(ticket, site: "S310101"),
            SubscriptionsHost.CloudEvent(ticket, "customerservice.intake.ticket-closed.v1"),
            SubscriptionsHost.CloudEvent(ticket, "customerservice.intake.ticket-closed.v1", classification: "confidential"),
            SubscriptionsHost.CloudEvent(ticket, "customerservice.repair.repair-quoted.v1", site: "S440101")
        );
        await host.Indexed(ticket, 4);
        Assert.Equal(4, await Count("auditor:B1", ticket));
        Assert.Equal(3, await Count("agent:A017", ticket));
        Assert.Equal(3, await Count($"integration:{await host.Register()}", ticket));
        Assert.Equal(2, await Count($"integration:{await host.Register(types: ["customerservice.intake.*"])}", ticket));
        Assert.Equal(
            1,
            await Count(
                $"integration:{await host.Register(types: ["customerservice.intake.*"])}",
                $"{ticket}&type=customerservice.*.ticket-closed.v1&type=customerservice.intake.ticket-opened.v1".Replace(
                    "customerservice.*.ticket-closed.v1",
                    "customerservice.repair.*",
                    StringComparison.Ordinal
                )
            )
        );
        // The site holds on for what follows on the ticket, until another one is named.
        Assert.Equal(2, await Count($"integration:{await host.Register(sites: ["S31*"])}", ticket));
        Assert.Equal(3, await Count($"integration:{await host.Register(sites: ["S310101"], highest: "restricted")}", ticket));
        Assert.Equal(0, await Count($"integration:{await host.Register(sites: ["S999999"])}", ticket));
    }

    [Fact]
    public async Task WhoMayNotReadIsToldSo()
    {
        var administrator = host.Client("administrator:ADM1");
        var retired = await host.Register();
        (await administrator.Post($"/api/subscribers/{retired}/retirement", new { })).EnsureSuccessStatusCode();
        foreach (
            var (actor, code) in new[]
            {
                ("customer:C000001", "not-permitted"),
                ("integration:SUB99999999", "subscriber-unknown"),
                ($"integration:{retired}", "subscriber-retired"),
            }
        )
        {
            using var client = host.Client(actor);
            using var answer = await client.GetAsync(new Uri("/api/ticket-events", UriKind.Relative));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains($"/problems/{code}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private async Task<int> Count(string actor, string ticket)
    {
        using var client = host.Client(actor);
        return (await Pull(client, $"ticket={ticket}")).Count;
    }

    private static async Task<JsonArray> Pull(HttpClient client, string query)
    {
        using var answer = await client.GetAsync(new Uri($"/api/ticket-events?{query}", UriKind.Relative));
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonNode.Parse(body)!.AsArray();
    }
}
