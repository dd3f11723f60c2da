using System.Net;
using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Common.ReadModels;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Weasel.Core;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.HostTests.Finding.ReadModels;

/// <summary>What is made of events alone can be made again while everybody works, and is the same.</summary>
[Collection(ThreeReplicasCollection.Name)]
public sealed class ReadModelTests(ThreeReplicas host)
{
    private const string OpenByDocuments =
        "select md5(string_agg(id, ' ' order by id)) from mt_doc_ticketview where data ->> 'status' in ('Acknowledged', 'Pending', "
        + "'Held', 'InProgress')";

    private static readonly TimeSpan Thinking = TimeSpan.FromMilliseconds(100);

    private static readonly string[] BuiltWhileOthersWork =
    [
        "TicketView",
        "OpenTickets",
        "ContactPointUses",
        "CaseUses",
        "SearchEntries",
        "TicketView",
        "OpenTickets",
    ];

    [Fact]
    public async Task EveryReadModelIsTheSameWhenItIsMadeAgain()
    {
        var customer = await host.ACustomer();
        await host.Classify(customer, "secret");
        using var lead = host.Client(Steps.Cleared);
        var ticket = await lead.Post("/api/tickets", Steps.Opening(customer, await host.AUnitOf(customer), "F03")).Read<TicketView>();
        await lead.Post($"/api/tickets/{ticket.Id}/cross-department-requests", new { department = "quality", question = "?" })
            .Read<object>();
        await lead.Post(
                "/api/major-faults",
                new
                {
                    model = "CS-A1",
                    faultCode = $"{Guid.NewGuid():N}"[..6],
                    symptom = "x",
                    tickets = new[] { ticket.Id },
                }
            )
            .Read<object>();
        await lead.Get<object>("/api/customers?phone=%2B8613800138000");
        await ACaseThatHelped(ticket.Id);
        using var administrator = host.Client("administrator:test");
        var models = await administrator.Get<List<ReadModel>>("/api/read-models/intake");
        var filled = 0;
        foreach (var model in models)
        {
            // Deadlines fire by themselves: what was different because of an event is looked at once more.
            Snapshot before,
                after;
            ReadModelRebuilt done;
            do
            {
                await host.HasSeenEveryEvent();
                before = await Tables();
                done = await administrator.Post($"/api/read-models/intake/{model.Name}/rebuild", new { }).Read<ReadModelRebuilt>();
                after = await Tables();
            } while (before.LastOfAStream != after.LastOfAStream);
            Assert.Equal((model.Name, before.Rows, before.Indexes), (model.Name, after.Rows, after.Indexes));
            Assert.Equal(model.Name, done.Name);
            filled += done.Rows > 0 ? 1 : 0;
        }

        Assert.Equal(
            [
                "BoardQuestion",
                "Borrowing",
                "Call",
                "Case",
                "CaseUses",
                "ConfidentialFiles",
                "ContactPointUses",
                "CrossDepartmentRequest",
                "Customer",
                "Destruction",
                "GuestAccess",
                "GuestPasses",
                "InboundMail",
                "Listings",
                "MajorFault",
                "Model",
                "OpenTickets",
                "Pair",
                "Proof",
                "ReplyTemplate",
                "RoutedAgent",
                "SearchEntries",
                "ServicePasswords",
                "Team",
                "TicketView",
                "Unit",
            ],
            models.Select(m => m.Name)
        );
        Assert.True(filled >= 12, $"{filled} had rows.");
        await using var connection = new NpgsqlConnection(host.Database);
        await connection.OpenAsync();
        foreach (
            var table in (
                (DocumentStore)host.Services.GetRequiredService<IDocumentStore>()
            ).Options.Storage.ExtendedSchemaObjects.OfType<Table>()
        )
        {
            // So the next start finds nothing to repair.
            Assert.Equal(
                (table.Identifier.Name, SchemaPatchDifference.None),
                (table.Identifier.Name, (await table.FindDeltaAsync(connection)).Difference)
            );
        }
    }

    [Fact]
    public async Task EverybodyWorksOnWhileItIsMadeAgain()
    {
        using var administrator = host.Client("administrator:test");
        using var stop = new CancellationTokenSource();
        var customer = await host.ACustomer();
        var work = Enumerable
            .Range(0, 6)
            .Select(async turn =>
            {
                using var agent = host.ClientOf(turn, $"agent:W{turn:D3}");
                var resolved = new List<string>();
                while (!stop.IsCancellationRequested)
                {
                    var opened = await agent
                        .Post(
                            "/api/tickets",
                            new
                            {
                                channel = "phone",
                                key = Guid.NewGuid().ToString(),
                                customerNumber = customer,
                                type = "consult",
                                text = "?",
                            }
                        )
                        .Read<TicketView>();
                    Assert.Equal(opened.Id, (await agent.Get<TicketView>($"/api/tickets/{opened.Id}")).Id);
                    await agent.Post($"/api/tickets/{opened.Id}/resolve", new { code = "answered", note = "x" }).Read<TicketView>();
                    resolved.Add(opened.Id);
                    await host.ATicketOf((await host.ACustomerOfTheirOwn()).Number);
                    // People think in between; what they leave is looked at ticket by ticket at the end.
                    await Task.Delay(Thinking);
                }

                return resolved;
            })
            .ToList();
        try
        {
            foreach (var name in BuiltWhileOthersWork)
            {
                var done = await administrator.Post($"/api/read-models/intake/{name}/rebuild", new { }).Read<ReadModelRebuilt>();
                Assert.InRange(done.WritesWaited, TimeSpan.FromTicks(1), done.Duration);
            }
        }
        finally
        {
            // Also when that failed: nobody goes on writing under the next test.
            await stop.CancelAsync();
        }

        var tickets = (await Task.WhenAll(work)).SelectMany(t => t).ToList();
        Assert.NotEmpty(tickets);
        foreach (var number in tickets)
        {
            Assert.Contains(
                (await administrator.Get<TicketView>($"/api/tickets/{number}")).Status,
                (TicketStatus[])[TicketStatus.Resolved, TicketStatus.Closed]
            );
        }

        Assert.Equal(
            0L,
            await Ask(
                "select count(*) from mt_events e where type = 'ticket_opened_v1' and not exists (select 1 from mt_doc_ticketview v "
                    + "where v.id = e.stream_id)"
            )
        );
        await host.HasSeenEveryEvent();
        Assert.Equal(await Ask(OpenByDocuments), await Ask("select md5(string_agg(number, ' ' order by number)) from open_ticket"));
        Assert.Equal(
            await Ask("select count(*)::text from open_ticket"),
            await Ask("select sum(tickets)::text from ticket_counter where dimension = 'open'")
        );
        Assert.Equal(
            await Ask("select count(*) from mt_doc_customer where data ->> 'erasedAt' is null"),
            await Ask("select count(distinct number) from contact_point_use")
        );
        Assert.Equal(
            await Ask(
                "select (select count(*) from mt_doc_customer where data ->> 'erasedAt' is null) + (select count(*) from "
                    + "mt_doc_ticketview)"
            ),
            await Ask("select count(*) from search_entry where kind in ('customer', 'ticket')")
        );
        var ours = string.Join(',', tickets.Select(t => $"'{t}'"));
        Assert.Equal(
            (long)tickets.Count,
            await Ask(
                $"select count(*) from mt_doc_ticketview v join mt_streams s using (id) where v.mt_version = s.version and id in ({ours})"
            )
        );
    }

    [Fact]
    public async Task OneAtATimeAndWhatAKillLeftIsRemoved()
    {
        using var administrator = host.Client("administrator:test");
        await administrator
            .Post("/api/read-models/intake/Nothing/rebuild", new { })
            .IsRefused(HttpStatusCode.NotFound, "read-model-not-found");
        await using (var another = new NpgsqlConnection(host.Database))
        {
            await another.OpenAsync();
            await using var hold = new NpgsqlCommand("select pg_advisory_lock(6202053)", another);
            await hold.ExecuteNonQueryAsync();
            await administrator
                .Post("/api/read-models/intake/Model/rebuild", new { })
                .IsRefused(HttpStatusCode.Conflict, "rebuild-running");
            await using var left = new NpgsqlCommand(
                "create schema rebuild; create table rebuild.mt_doc_model (id int); insert into mt_event_progression (name, "
                    + "last_seq_id) values ('Model:All', 1); select pg_advisory_unlock(6202053)",
                another
            );
            await left.ExecuteNonQueryAsync();
        }

        var model = await host.AUnitOf(await host.ACustomer());
        var done = await administrator.Post("/api/read-models/intake/Model/rebuild", new { }).Read<ReadModelRebuilt>();
        Assert.True(done.Rows > 0);
        Assert.Equal(
            model,
            (await administrator.Get<System.Text.Json.JsonElement>($"/api/units/{model}")).GetProperty("model").GetString()
        );
        Assert.Equal(0L, await Ask("select count(*) from pg_namespace where nspname in ('rebuild', 'replaced')"));
        Assert.Equal(0L, await Ask("select count(*) from mt_event_progression where name like 'Model:%'"));
        // A2: who did it.
        Assert.InRange(
            (long)
                await Ask(
                    "select count(*) from mt_events where data ->> 'request' = 'POST /api/read-models/intake/Model/rebuild' and "
                        + "user_name = 'administrator:test'"
                ),
            1,
            long.MaxValue
        );
    }

    private async Task ACaseThatHelped(string ticket)
    {
        using var author = host.Client("supervisor:S001");
        using var reader = host.Client("quality:Q001");
        var text = new
        {
            en = new
            {
                title = "x",
                symptom = "y",
                solution = "z",
            },
            zhHans = new
            {
                title = "黑屏",
                symptom = "y",
                solution = "z",
            },
            models = Array.Empty<string>(),
            faultCodes = Array.Empty<string>(),
        };
        var number = (await author.Post("/api/cases", new { text }).Read<Case>()).Id;
        await author.Post($"/api/cases/{number}/submit", new { }).Read<Case>();
        await reader.Post($"/api/cases/{number}/publish", new { }).Read<Case>();
        using var lead = host.Client(Steps.Cleared);
        await lead.Post($"/api/tickets/{ticket}/cases", new { caseNumber = number }).Read<TicketView>();
        await lead.Send(HttpMethod.Put, $"/api/tickets/{ticket}/cases/{number}/vote", new { helpful = true }).Read<TicketView>();
    }

    private async Task<Snapshot> Tables()
    {
        var rows = await Ask(
            """
            select coalesce(string_agg(t.name || ' ' || x.rows, E'\n' order by t.name), '')
            from (select c.relname as name, case when c.relname like 'mt\_doc\_%' then 'id || data::text' else 't::text' end as row
                from pg_class c
                where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'mt_doc_rebuildasked'
                    and (c.relname like 'mt\_doc\_%'
                        or c.relname in ('search_entry', 'open_ticket', 'ticket_counter', 'case_use', 'case_score',
                        'contact_point_use'))) t,
                lateral (select (xpath('/row/c/text()', query_to_xml(
                    format('select md5(coalesce(string_agg(%1$s, E''\n'' order by %1$s), '''')) || '' '' || count(*) as c
                        from public.%2$I t',
                        t.row, t.name), false, true, '')))[1]::text as rows) x
            """
        );
        var indexes = await Ask("select string_agg(indexdef, E'\n' order by indexname) from pg_indexes where schemaname = 'public'");
        var last = await Ask("select max(seq_id) from mt_events where type not in ('documents_changed_v1')");
        return new Snapshot((string)rows, (string)indexes, (long)last);
    }

    private async Task<object> Ask(string sql)
    {
        await using var connection = new NpgsqlConnection(host.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())!;
    }

    private sealed record Snapshot(string Rows, string Indexes, long LastOfAStream);
}
