using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>A2: everything that is stored is in the audit, and whoever changes what was stored, or the audit, is found out.</summary>
public sealed class AuditTests(AuditHost host) : IClassFixture<AuditHost>
{
    [Fact]
    public async Task EveryEventIsChainedWithWhoWhatWhenFromWhereAndTheVersionsAroundIt()
    {
        using var agent = host.At("203.0.113.9, 198.51.100.7", "agent:A017", "call-17");
        agent.DefaultRequestHeaders.Authorization = new(
            "Bearer",
            TestIssuer.Token(TestIssuer.Somebody("agent:A017"), token =>
                token.Claims["act"] = new Dictionary<string, object> { ["sub"] = "console" }
            )
        );
        await RelayTests.Contact(agent, host.Ticket.Id, 100);
        await host.IsChained();
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        var stored = (await query.Events.FetchStreamAsync(host.Ticket.Id))[^1];

        var row = (await List($"?stream={host.Ticket.Id}&correlation=call-17")).Items.Single();
        Assert.Equal(
            (
                stored.Sequence,
                stored.Id,
                host.Ticket.Id,
                stored.Version - 1,
                stored.Version,
                "contact_recorded_v1",
                "agent:A017",
                "console",
                "198.51.100.7",
                "call-17",
                stored.Timestamp
            ),
            (
                row.Sequence,
                row.EventId,
                row.Stream,
                row.VersionBefore,
                row.Version,
                row.Type,
                row.Actor,
                row.Through,
                row.From,
                row.Correlation,
                row.At
            )
        );
    }

    [Fact]
    public async Task OnlyAuditorsReadItAndTheirReadingIsInItToo()
    {
        foreach (var path in (string[])["/api/audit/intake", "/api/audit/intake/verification"])
        {
            using var supervisor = host.Client("supervisor:S1");
            await supervisor.GetAsync(new Uri(path, UriKind.Relative)).IsProblem(HttpStatusCode.Forbidden, "not-permitted");
        }

        await List("?actor=agent:A017&limit=1", "auditor:R7");
        await host.IsChained();
        Assert.Equal("audit_read_v1", (await List("?actor=auditor:R7")).Items[0].Type);
    }

    [Fact]
    public async Task WhoIsRefusedIsCountedAndLoggedByRoleIdAndCode()
    {
        var (counted, mine) = (new ConcurrentBag<string?>(), host.Services.GetRequiredService<IMeterFactory>());
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "customerservice.refusals" && instrument.Meter.Scope == mine)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Add(tags[0].Value as string));
        meters.Start();
        using var dispatcher = host.Client("dispatcher:D17");
        await dispatcher
            .GetAsync(new Uri("/api/audit/intake?actor=secret", UriKind.Relative))
            .IsProblem(HttpStatusCode.Forbidden, "not-permitted");
        await dispatcher
            .GetAsync(new Uri("/api/tickets/T99999999", UriKind.Relative))
            .IsProblem(HttpStatusCode.NotFound, "ticket-not-found");

        Assert.Equal(["not-permitted", "ticket-not-found"], counted.Order());
        Assert.Equal(
            "Refused with 403 not-permitted: dispatcher:D17, GET /api/audit/intake/; Refused with 404 ticket-not-found: "
                + "dispatcher:D17, GET /api/tickets/{number}/",
            string.Join("; ", host.Refusals.Where(r => r.Contains("D17", StringComparison.Ordinal)).Order())
        );
    }

    [Fact]
    public async Task ItIsReadInPagesAndByActorTypeAndTime()
    {
        await host.IsChained();
        var seen = new List<AuditRow>();
        for (var next = "?actor=agent:A017&limit=2"; next is not null; )
        {
            var page = await List(next);
            seen.AddRange(page.Items);
            next = page.Next?[page.Next.IndexOf('?', StringComparison.Ordinal)..];
        }

        Assert.True(seen.Count > 4);
        Assert.Equal(seen.Select(r => r.Number).Order(), seen.Select(r => r.Number));
        Assert.All(seen, r => Assert.Equal("agent:A017", r.Actor));
        Assert.All((await List("?type=ticket_opened_v1")).Items, r => Assert.Equal("ticket_opened_v1", r.Type));
        var moment = Uri.EscapeDataString($"{seen[2].At:O}");
        Assert.Equal(seen[2].Number, (await List($"?actor=agent:A017&from={moment}&limit=1")).Items.Single().Number);
        Assert.DoesNotContain((await List($"?actor=agent:A017&to={moment}")).Items, r => r.Number >= seen[2].Number);
    }

    [Fact]
    public async Task WhatIsStoredWithoutAnEventOfItsOwnLeavesOne()
    {
        using var client = host.At("198.51.100.7", "supervisor:S001", "calendar-1");
        var shifts = new[]
        {
            new
            {
                days = new[] { "monday" },
                from = "09:00:00",
                to = "18:00:00",
            },
        };
        using var stored = await client.Post(
            "/api/service-calendars",
            new
            {
                key = "audited",
                validFrom = "2026-03-02T09:00:00Z",
                shifts,
            }
        );
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
        await host.IsChained();

        var row = (await List("?correlation=calendar-1")).Items.Single();
        Assert.Equal(("documents_changed_v1", "supervisor:S001", $"audit/{row.At:yyyy-MM-dd}"), (row.Type, row.Actor, row.Stream));
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        var told = (DocumentsChanged)(await query.Events.LoadAsync(row.EventId))!.Data;
        Assert.Equal("POST /api/service-calendars", told.Request);
        Assert.Equal(
            ("service-calendar", 1, 0, "audited:1"),
            (told.Documents[0].Type, told.Documents[0].Stored, told.Documents[0].Deleted, told.Documents[0].Ids.Single())
        );
    }

    [Fact]
    public async Task ARequestThatStoresPastTheCommandsIsRefused()
    {
        await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.Insert(new Deed("silent", "silent"));
        await Assert.ThrowsAsync<UnreachableException>(() => session.SaveChangesAsync());
    }

    [Theory]
    [InlineData("update audit set actor = 'x'")]
    [InlineData("delete from audit")]
    [InlineData("truncate audit")]
    public async Task TheTableRefusesToBeChanged(string statement)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => host.Sql(statement));
        Assert.Equal("The audit is append-only.", refused.MessageText);
        Assert.True((await host.Verdict()).Intact);
    }

    [Theory]
    [InlineData(AuditDamageKind.RowAltered, "update audit set actor = 'agent:X' where number = @n")]
    [InlineData(AuditDamageKind.RowAltered, "update audit set hash = sha256('x') where number = @n")]
    [InlineData(AuditDamageKind.RowMissing, "delete from audit where number = @n")]
    [InlineData(AuditDamageKind.RowMissing, "delete from audit where number >= @n")]
    [InlineData(
        AuditDamageKind.RowAltered,
        "update audit set number = -1 where number = @n; update audit set number = @n where number = @n + 1; update audit set number "
            + "= @n + 1 where number = -1"
    )]
    [InlineData(
        AuditDamageKind.EventAltered,
        "update mt_events set data = jsonb_set(data, '{text}', '\"never said\"') where seq_id = @seq"
    )]
    [InlineData(AuditDamageKind.EventAltered, "update mt_events set user_name = 'agent:X' where seq_id = @seq")]
    [InlineData(AuditDamageKind.EventAltered, "update mt_events set headers = headers - 'from' where seq_id = @seq")]
    [InlineData(AuditDamageKind.EventAltered, "update mt_events set timestamp = timestamp - interval '1 day' where seq_id = @seq")]
    [InlineData(AuditDamageKind.EventMissing, "delete from mt_events where seq_id = @seq")]
    [InlineData(
        AuditDamageKind.EventNotInChain,
        "insert into mt_events select e.* from mt_events m, jsonb_populate_record(m, jsonb_build_object('seq_id', -1, 'id', "
            + "gen_random_uuid(), 'version', 999)) e where m.seq_id = @seq"
    )]
    [InlineData(
        AuditDamageKind.RowAdded,
        "insert into audit select r.* from audit a, jsonb_populate_record(a, '{\"number\": 1000000, \"seq\": 1000000}') r where "
            + "a.number = @n"
    )]
    public async Task ADamageIsFoundAndNamed(AuditDamageKind kind, string damage)
    {
        Assert.True((await host.Verdict()).Intact);
        var number = (long)(await host.Sql($"select min(number) + 1 from audit where stream = '{host.Ticket.Id}'"))!;
        var sequence = (long)(await host.Sql($"select seq from audit where number = {number}"))!;
        await host.Sql(
            "drop schema if exists kept cascade; create schema kept; create table kept.audit as table audit; create table "
                + "kept.mt_events as table mt_events"
        );
        try
        {
            await Attack(
                damage.Replace("@seq", $"{sequence}", StringComparison.Ordinal).Replace("@n", $"{number}", StringComparison.Ordinal)
            );
            var verdict = await AuditHost.Verdict(host.Client("auditor:R1"));
            Assert.False(verdict.Intact);
            Assert.Equal(kind, verdict.Damages[0].Kind);
            Assert.Equal(
                kind switch
                {
                    AuditDamageKind.RowAdded => 1_000_000,
                    AuditDamageKind.EventNotInChain => 0,
                    _ => number,
                },
                verdict.Damages[0].Number
            );
        }
        finally
        {
            await Attack(
                "delete from audit; insert into audit table kept.audit; delete from mt_events; insert into mt_events table kept.mt_events"
            );
        }

        Assert.True((await host.Verdict()).Intact);
    }

    [Fact]
    public async Task ATailThatWasCutOffAndWrittenAnewIsFoundByAnEndThatWasSaved()
    {
        using var agent = host.At("198.51.100.7", "agent:A017");
        await RelayTests.Contact(agent, host.Ticket.Id, 200);
        var saved = (await host.Verdict()).End;

        // The attacker changes the last event, takes its row away, and lets the service chain it again as if nothing had been.
        await Attack(
            """
            update mt_events set data = jsonb_set(data, '{text}', '"never said"') where seq_id = (select max(seq) from audit);
            delete from audit where number = (select number from audit_head);
            update audit_head set (number, seq, hash) = (select number, seq, hash from audit order by number desc limit 1)
            """
        );
        var forged = await host.Verdict();
        Assert.True(forged.Intact);
        var verdict = await host.Verdict($"?known={saved}");
        Assert.Equal([AuditDamageKind.HeadNotInChain], verdict.Damages.Select(d => d.Kind));
        Assert.True((await host.Verdict($"?known={forged.End}")).Intact);
    }

    [Fact]
    public async Task TheChainIsLookedAtInSectionsThatFollowEachOther()
    {
        var whole = await host.Verdict();
        var (rows, after) = (0L, AuditHead.Start.ToString());
        for (AuditVerdict? section = null; section is not { Complete: true }; )
        {
            section = await AuditHost.Verdict(host.Client("auditor:R1"), $"?after={after}&limit=2");
            Assert.True(section.Intact);
            rows += section.Rows;
            after = section.End;
        }

        Assert.Equal((whole.Rows, whole.End), (rows, after));
        Assert.False((await AuditHost.Verdict(host.Client("auditor:R1"), $"?after=2:{new string('0', 64)}")).Intact);
    }

    [Fact]
    public async Task AMaskedEventIsAcceptedWhenItsStreamRecordsTheErasureAndOnlyThen()
    {
        var (stream, store) = ($"person/{Guid.NewGuid():N}", host.Services.GetRequiredService<IDocumentStore>());
        await Append(new Confided("Somebody"));
        await host.IsChained();
        await store.Advanced.ApplyEventDataMasking(masking => masking.IncludeStream(stream).AddHeader("masked-by", "E1"));

        var unexplained = await host.Verdict();
        Assert.Equal([AuditDamageKind.EventAltered], unexplained.Damages.Select(d => d.Kind));
        await Append(new Forgotten("E2"));
        Assert.False((await host.Verdict()).Intact);
        await Append(new Forgotten("E1"));
        var explained = await host.Verdict();
        Assert.Equal((true, unexplained.Erased + 1), (explained.Intact, explained.Erased));

        async Task Append(object @event)
        {
            await using var session = store.LightweightSession();
            session.Stamp(new Actor("administrator", "D1"), null, null);
            session.Events.Append(stream, @event);
            await session.SaveChangesAsync();
        }
    }

    [Fact]
    public async Task AStoreThatIsOlderThanItsAuditIsChainedFromItsFirstEvent()
    {
        var before = await host.Verdict();
        await Attack("delete from audit_head; delete from audit");
        var verdict = await host.Verdict();
        Assert.Equal((true, before.Rows), (verdict.Intact, verdict.Rows));
    }

    [Fact]
    public async Task AWriterThatAnotherReplicaHasOvertakenDoesNotTakeTheEndBack()
    {
        await host.IsChained();
        using var agent = host.Client("agent:A017");
        await using var connection = new NpgsqlConnection(host.Database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Other("lock table audit_head in share row exclusive mode");
        await RelayTests.Contact(agent, host.Ticket.Id, 300);
        await Eventually.Holds(
            async () =>
                await host.Sql(
                    "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and "
                        + "query ilike '%audit_head%')"
                )
                    is true,
            "the writer has looked how far it may go, and waits for its turn"
        );
        await RelayTests.Contact(agent, host.Ticket.Id, 301);
        await Eventually.Holds(
            async () =>
                await host.Sql(
                    "select last_seq_id = (select max(seq_id) from mt_events) from mt_event_progression where name = 'HighWaterMark'"
                )
                    is true,
            "the mark lies behind both"
        );
        await Other("update audit_head set seq = (select max(seq_id) from mt_events)");
        await transaction.CommitAsync();

        await RelayTests.Contact(agent, host.Ticket.Id, 302);
        await Eventually.Holds(
            async () => await host.Sql("select max(seq) from audit where seq = (select max(seq_id) from mt_events)") is long,
            "it goes on behind the other's end"
        );
        // The other one wrote nothing here: whatever stands between the two was written again.
        Assert.Equal(1L, await host.Sql("select count(*) from audit where seq > (select max(seq_id) - 3 from mt_events)"));
        await Attack("delete from audit_head; delete from audit");
        Assert.True((await host.Verdict()).Intact);

        async Task Other(string statement)
        {
            await using var command = new NpgsqlCommand(statement, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }

    private Task<object?> Attack(string statements) =>
        host.Sql($"alter table audit disable trigger user; {statements}; alter table audit enable trigger user");

    private async Task<Page<AuditRow>> List(string query, string actor = "auditor:R1")
    {
        using var client = host.Client(actor);
        return await client.GetAsync(new Uri($"/api/audit/intake{query}", UriKind.Relative)).Read<Page<AuditRow>>();
    }
}
