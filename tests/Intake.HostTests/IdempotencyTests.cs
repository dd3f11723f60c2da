using System.Net;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Intake.HostTests;

/// <summary>Idempotency-Key: same key, same answer; other body 422; still running 409; a refusal is not stored.</summary>
[Collection(ThreeReplicasCollection.Name)]
public sealed class IdempotencyTests(ThreeReplicas host)
{
    [Fact]
    public async Task TwentyTimesAtOnceIsOnce()
    {
        var ticket = await host.ATicket();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async i =>
                {
                    using var client = host.ClientOf(i, "agent:A017");
                    return await client.Send(
                        HttpMethod.Post,
                        $"/api/tickets/{ticket.Id}/notes",
                        new { text = "once" },
                        ("Idempotency-Key", ticket.Id)
                    );
                })
        );

        Assert.Single(await host.Stored(ticket.Id), e => e.Data is NoteAdded);
        var first = Assert.Single(answers, a => a.IsSuccessStatusCode && !a.Headers.Contains("Idempotency-Replayed"));
        var body = await first.Content.ReadAsStringAsync();
        foreach (var other in answers.Where(a => a != first))
        {
            if (other.StatusCode == HttpStatusCode.OK)
            {
                Assert.Equal(
                    (body, "true"),
                    (await other.Content.ReadAsStringAsync(), other.Headers.GetValues("Idempotency-Replayed").Single())
                );
            }
            else
            {
                await Task.FromResult(other).IsRefused(HttpStatusCode.Conflict, "idempotency-key-in-use");
            }
        }
    }

    [Fact]
    public async Task TwentyOpeningsWithOneKeyAreOneTicket()
    {
        var customer = await host.ACustomer();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async i =>
                {
                    using var client = host.ClientOf(i, "agent:A017");
                    // Without the dedup key of the contact only the Idempotency-Key is left to recognise the repeat.
                    return await client.Send(HttpMethod.Post, "/api/tickets", Steps.Opening(customer), ("Idempotency-Key", customer));
                })
        );

        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict, $"{a.StatusCode}"));
        Assert.Single(answers.Where(a => a.IsSuccessStatusCode).Select(a => a.Headers.Location).Distinct());
        using var list = host.Client("agent:A017");
        Assert.Single((await list.Get<Page<TicketView>>($"/api/tickets?customer={customer}")).Items);
    }

    [Fact]
    public async Task TheAnswerIsRepeatedWholeByAnyReplica()
    {
        var customer = await host.ACustomer();
        var answers = new List<(HttpStatusCode, string?, string?, string?, string, bool)>();
        for (var i = 0; i < 3; i++)
        {
            using var client = host.ClientOf(i, "agent:A017");
            using var answer = await client.Send(HttpMethod.Post, "/api/tickets", Steps.Opening(customer), ("Idempotency-Key", customer));
            answers.Add(
                (
                    answer.StatusCode,
                    answer.Headers.Location?.ToString(),
                    answer.Headers.ETag?.Tag,
                    answer.Content.Headers.ContentType?.ToString(),
                    await answer.Content.ReadAsStringAsync(),
                    answer.Headers.Contains("Idempotency-Replayed")
                )
            );
        }

        Assert.Equal(HttpStatusCode.Created, answers[0].Item1);
        Assert.Equal([answers[0], answers[0] with { Item6 = true }, answers[0] with { Item6 = true }], answers);
    }

    [Fact]
    public async Task TheSameKeyWithAnotherBodyIsRefused()
    {
        var ticket = await host.ATicket();
        await Note(ticket, "one", "agent:A017", "k1").Read<TicketView>();
        await Note(ticket, "two", "agent:A017", "k1").IsRefused(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact]
    public async Task TheKeysOfOneCallerSayNothingToAnother()
    {
        var ticket = await host.ATicket();
        await Note(ticket, "one", "agent:A017", "k2").Read<TicketView>();
        await Note(ticket, "two", "agent:A018", "k2").Read<TicketView>();
        Assert.Equal(2, (await host.Stored(ticket.Id)).Count(e => e.Data is NoteAdded));
    }

    [Fact]
    public async Task WhoDiedBetweenTheCommitAndTheAnswerHasCarriedOutTheCommand()
    {
        var ticket = await host.ATicket();
        var key = $"committed-{ticket.Id}";
        await Note(ticket, "once", "agent:A017", key).Read<TicketView>();
        await HadDied(key, committed: true, TimeSpan.FromSeconds(1));
        await Note(ticket, "once", "agent:A017", key).IsRefused(HttpStatusCode.Conflict, "idempotency-key-in-use");

        await HadDied(key, committed: true, TimeSpan.FromSeconds(10));
        using var repeated = await Note(ticket, "once", "agent:A017", key);
        Assert.Equal("true", repeated.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal("""{"carriedOut":true}""", await repeated.Content.ReadAsStringAsync());
        Assert.Single(await host.Stored(ticket.Id), e => e.Data is NoteAdded);
    }

    [Fact]
    public async Task WhoDiedBeforeTheCommitHasCarriedOutNothingAndKeepsTheKeyForAMinute()
    {
        var ticket = await host.ATicket();
        var key = $"claimed-{ticket.Id}";
        await Note(ticket, "first", "agent:A017", key).Read<TicketView>();
        await HadDied(key, committed: false, TimeSpan.FromSeconds(30));
        await Note(ticket, "first", "agent:A017", key).IsRefused(HttpStatusCode.Conflict, "idempotency-key-in-use");

        await HadDied(key, committed: false, TimeSpan.FromSeconds(61));
        await Note(ticket, "another", "agent:A017", key).IsRefused(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Note(ticket, "first", "agent:A017", key)));
        Assert.Single(answers, a => a.IsSuccessStatusCode && !a.Headers.Contains("Idempotency-Replayed"));
        // The one before the clock was put back, and one of the six.
        Assert.Equal(2, (await host.Stored(ticket.Id)).Count(e => e.Data is NoteAdded));
    }

    [Fact]
    public async Task ARefusalIsNotStored()
    {
        var ticket = await host.ATicket();
        var key = $"refused-{ticket.Id}";
        using var client = host.Client("agent:A017");
        using var customer = host.Client($"customer:{ticket.CustomerNumber}");
        await Accept().IsRefused(HttpStatusCode.Conflict, "ticket-not-resolved");
        await client.Post($"/api/tickets/{ticket.Id}/resolve", new { code = "repaired", note = "New screen." }).Read<TicketView>();
        Assert.Equal(TicketStatus.Closed, (await Accept().Read<TicketView>()).Status);

        Task<HttpResponseMessage> Accept() =>
            customer.Send(HttpMethod.Post, $"/api/tickets/{ticket.Id}/accept", new { }, ("Idempotency-Key", key));
    }

    [Fact]
    public async Task ARequestThatCannotBeReadIsRefusedEveryTime()
    {
        var ticket = await host.ATicket();
        using var client = host.Client("agent:A017");
        for (var i = 0; i < 2; i++)
        {
            await client
                .Send(
                    HttpMethod.Post,
                    $"/api/tickets/{ticket.Id}/status",
                    new { status = "onTheMoon" },
                    ("Idempotency-Key", $"unreadable-{ticket.Id}")
                )
                .IsRefused(HttpStatusCode.BadRequest, "validation");
        }
    }

    [Fact]
    public async Task ARequestWithoutATokenIsRefusedEveryTime()
    {
        var ticket = await host.ATicket();
        using var nobody = host.Guest();
        for (var i = 0; i < 2; i++)
        {
            await nobody
                .Send(HttpMethod.Post, $"/api/tickets/{ticket.Id}/notes", new { text = "x" }, ("Idempotency-Key", $"k3-{ticket.Id}"))
                .IsRefused(HttpStatusCode.Unauthorized, "token-missing");
        }
    }

    [Fact]
    public async Task AKeyHasALimit()
    {
        var ticket = await host.ATicket();
        await Note(ticket, "x", "agent:A017", new string('k', 201)).IsRefused(HttpStatusCode.BadRequest, "idempotency-key-too-long");
    }

    /// <summary>As a process leaves the key that was killed <paramref name="ago"/>, before it recorded an answer.</summary>
    private async Task HadDied(string key, bool committed, TimeSpan ago)
    {
        await using var source = NpgsqlDataSource.Create(host.Database);
        await using var command = source.CreateCommand(
            "update idempotency set status = null, content_type = null, etag = null, location = null, body = null, committed = @committed, "
                + "claimed_at = now() - @ago where key like '%|' || @key"
        );
        command.Parameters.AddWithValue("committed", committed);
        command.Parameters.AddWithValue("ago", ago);
        command.Parameters.AddWithValue("key", key);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private async Task<HttpResponseMessage> Note(TicketView ticket, string text, string actor, string key)
    {
        using var client = host.Client(actor);
        return await client.Send(
            HttpMethod.Post,
            $"/api/tickets/{ticket.Id}/notes",
            new { text },
            ("Idempotency-Key", key.Length < 10 ? $"{key}-{ticket.Id}" : key)
        );
    }
}
