using System.Net;
using CustomerService.TestSupport;

namespace CustomerService.Subscriptions.HostTests.Reading;

/// <summary>E3: Server-Sent Events.</summary>
[Collection(SubscriptionsCollection.Name)]
public sealed class SseTests(SubscriptionsHost host)
{
    [Fact]
    public async Task WhatWasAndWhatComesIsReadAndGoesOnByLastEventId()
    {
        var ticket = SubscriptionsHost.NewTicket();
        var emitted = Enumerable.Range(0, 30).Select(_ => SubscriptionsHost.CloudEvent(ticket)).ToList();
        await host.Emit(emitted.Take(10));
        await host.Indexed(ticket, 10);
        using var client = host.Client("agent:A017");
        var reading = SseReader.Read(client, $"/api/ticket-events/stream?ticket={ticket}&after=first", 20);
        await host.Emit(emitted.Skip(10));
        var (first, lastId) = await reading;
        var (second, _) = await SseReader.Read(client, $"/api/ticket-events/stream?ticket={ticket}", 10, lastId);
        Assert.Equal(emitted.Select(e => (string?)e["id"]), first.Concat(second).Select(e => (string?)e["id"]));
    }

    [Fact]
    public async Task AHeartBeatCarriesThePositionWhereNothingMatches()
    {
        using var client = host.Client("agent:A017");
        using var answer = await client.GetAsync(
            new Uri($"/api/ticket-events/stream?ticket={SubscriptionsHost.NewTicket()}", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead
        );
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var read = new List<string>();
        while (read.Count(l => l == ": heart-beat") < 2)
        {
            read.Add((await lines.ReadLineAsync())!);
        }

        Assert.StartsWith("retry: ", read[0], StringComparison.Ordinal);
        Assert.Contains(read, l => l.StartsWith("id: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnOpenStreamLearnsThatItsScopesChangedAndThatItIsRetired()
    {
        var ticket = SubscriptionsHost.NewTicket();
        var number = await host.Register();
        using var administrator = host.Client("administrator:ADM1");
        using var system = host.Client($"integration:{number}");
        using var answer = await system.GetAsync(
            new Uri($"/api/ticket-events/stream?ticket={ticket}", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead
        );
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        var change = new
        {
            types = new[] { "customerservice.repair.*" },
            sites = Array.Empty<string>(),
            highest = "internal",
        };
        (await administrator.Put($"/api/subscribers/{number}/scopes", change, version: 1)).EnsureSuccessStatusCode();
        for (var beats = 0; beats < 2; )
        {
            beats += await lines.ReadLineAsync() == ": heart-beat" ? 1 : 0;
        }

        await host.Emit(
            SubscriptionsHost.CloudEvent(ticket),
            SubscriptionsHost.CloudEvent(ticket, "customerservice.repair.repair-quoted.v1")
        );
        string? data;
        while ((data = await lines.ReadLineAsync())?.StartsWith("data: ", StringComparison.Ordinal) == false) { }

        Assert.Contains("repair-quoted", data, StringComparison.Ordinal);

        (await administrator.Post($"/api/subscribers/{number}/retirement", new { })).EnsureSuccessStatusCode();
        while (await lines.ReadLineAsync() is not null) { }
    }

    [Fact]
    public async Task ItEndsWithTheReadersTokenAndGoesOnWithANewOne()
    {
        var ticket = SubscriptionsHost.NewTicket();
        var agent = new Actor("agent", "A017");
        // Longer than it takes to get in on a busy machine; the stream is open when it runs out.
        using var brief = host.Client(agent with { ValidUntil = DateTimeOffset.UtcNow.AddSeconds(15) });
        using var answer = await brief.GetAsync(
            new Uri($"/api/ticket-events/stream?ticket={ticket}", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var lastId = "";
        using var deadline = new CancellationTokenSource(Patience.Condition);
        while (await lines.ReadLineAsync(deadline.Token) is { } line)
        {
            lastId = line.StartsWith("id: ", StringComparison.Ordinal) ? line[4..] : lastId;
        }

        using var refused = await brief.GetAsync(new Uri("/api/ticket-events", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("/problems/token-expired", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await host.Emit(SubscriptionsHost.CloudEvent(ticket));
        using var again = host.Client(agent);
        Assert.Single((await SseReader.Read(again, $"/api/ticket-events/stream?ticket={ticket}", 1, lastId)).Events);
    }

    [Fact]
    public async Task StaffOfASiteFollowWhatIsOfTheSite()
    {
        var ticket = SubscriptionsHost.NewTicket();
        await host.Emit(
            SubscriptionsHost.CloudEvent(ticket),
            SubscriptionsHost.CloudEvent(ticket, site: "S440101"),
            SubscriptionsHost.CloudEvent(ticket, site: "S310101")
        );
        await host.Indexed(ticket, 3);
        using var engineer = host.Client(new Actor("engineer", "E07") { Scope = new DataScope(["S310101"], ["31"]) });
        var (events, _) = await SseReader.Read(engineer, $"/api/ticket-events/stream?ticket={ticket}&after=first", 1);
        Assert.Equal("S310101", (string?)events[0]["data"]!["siteCode"]);
    }

    [Fact]
    public async Task APositionThatNobodyGaveIsRefused()
    {
        using var client = host.Client("agent:A017");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/ticket-events/stream") { Headers = { { "Last-Event-ID", "17" } } };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
