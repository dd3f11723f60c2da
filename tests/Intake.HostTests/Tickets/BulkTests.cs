using System.Net;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Tickets;

/// <summary>I8: the same act on many tickets, a report for each, and nothing twice.</summary>
[Collection(IntakeCollection.Name)]
public sealed class BulkTests(IntakeHost host)
{
    [Fact]
    public async Task EachTicketSaysWhatBecameOfIt()
    {
        var (open, cancelled, ended) = (await host.ATicket(), await host.ATicket(), await host.ATicket());
        using var client = host.Client("agent:A017");
        await client.Post($"/api/tickets/{cancelled.Id}/cancel", new { reason = "withdrawn" }).Read<TicketView>();
        await client.Post($"/api/tickets/{ended.Id}/resolve", new { code = "repaired", note = "x" }).Read<TicketView>();
        var report = await Bulk(
                client,
                Key(),
                new { tickets = new[] { open.Id, cancelled.Id, ended.Id, "T-none" }, cancel = new { reason = "duplicate" } }
            )
            .Read<BulkReport>();
        Assert.Equal((1, 1, 2), (report.Done, report.Unchanged, report.Refused));
        Assert.Equal(
            [
                (open.Id, "done", null),
                (cancelled.Id, "unchanged", null),
                (ended.Id, "refused", "ticket-ended"),
                ("T-none", "refused", "ticket-not-found"),
            ],
            report.Rows.Select(r => (r.Number, r.Outcome, r.Code))
        );
    }

    [Fact]
    public async Task ATryThatWasCutOffGoesOnWhereItStopped()
    {
        var tickets = new[] { await host.ATicket(), await host.ATicket(), await host.ATicket() }.Select(t => t.Id).ToArray();
        using var client = host.Client("agent:A017");
        var key = Key();
        // The first try reached one ticket only: its answer was never recorded.
        await Bulk(client, key, new { tickets = tickets[..1], note = new { text = "recall" } }).Read<BulkReport>();
        await Forget(key);
        var report = await Bulk(client, key, new { tickets, note = new { text = "recall" } }).Read<BulkReport>();
        Assert.Equal((3, 0, 0), (report.Done, report.Unchanged, report.Refused));
        foreach (var ticket in tickets)
        {
            var note = Assert.Single(await host.Stored(ticket), e => e.Data is NoteAdded);
            // As of every command: who, and for which request.
            Assert.Equal("agent:A017", note.UserName);
            Assert.NotNull(note.CorrelationId);
        }

        // Another key is another act.
        await Bulk(client, Key(), new { tickets, note = new { text = "recall" } }).Read<BulkReport>();
        Assert.Equal(2, (await host.Stored(tickets[0])).Count(e => e.Data is NoteAdded));
    }

    [Fact]
    public async Task TheSameKeyTwentyTimesAtOnceActsOnce()
    {
        var tickets = new[] { await host.ATicket(), await host.ATicket() }.Select(t => t.Id).ToArray();
        using var client = host.Client("agent:A017");
        var key = Key();
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async _ =>
                {
                    using var answer = await Bulk(client, key, new { tickets, note = new { text = "recall" } });
                    Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{answer.StatusCode}");
                })
        );
        foreach (var ticket in tickets)
        {
            Assert.Single((await host.Stored(ticket)).Select(e => e.Data).OfType<NoteAdded>());
        }
    }

    [Fact]
    public async Task WhatCannotBeRightIsRefusedAsAWhole()
    {
        using var client = host.Client("agent:A017");
        await Bulk(client, Key(), new { tickets = new[] { "T1" } }).IsRefused(HttpStatusCode.BadRequest, "bulk-act");
        await Bulk(
                client,
                Key(),
                new
                {
                    tickets = new[] { "T1" },
                    cancel = new { reason = "x" },
                    note = new { text = "x" },
                }
            )
            .IsRefused(HttpStatusCode.BadRequest, "bulk-act");
        await client
            .Post("/api/tickets/bulk", new { tickets = new[] { "T1" }, cancel = new { reason = "x" } })
            .IsRefused(HttpStatusCode.BadRequest, "idempotency-key-missing");
        await Bulk(client, Key(), new { tickets = Enumerable.Range(0, 501).Select(i => $"T{i}"), cancel = new { reason = "x" } })
            .IsRefused(HttpStatusCode.BadRequest, "validation");
        await Bulk(client, Key(), new { tickets = new[] { "T1" }, cancel = new { reason = "" } })
            .IsRefused(HttpStatusCode.BadRequest, "validation");
    }

    private static Task<HttpResponseMessage> Bulk(HttpClient client, string key, object body) =>
        client.Send(HttpMethod.Post, "/api/tickets/bulk", body, ("Idempotency-Key", key));

    private static string Key() => $"{Guid.NewGuid():N}";

    private async Task Forget(string key)
    {
        await using var connection = new Npgsql.NpgsqlConnection(host.Database);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("delete from idempotency where key like '%' || @key", connection);
        command.Parameters.AddWithValue("key", key);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
