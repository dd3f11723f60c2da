using System.Net;
using CustomerService.Intake.Channels.Board;
using CustomerService.Intake.Channels.Replies;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Customers.Duplicates;
using CustomerService.Intake.Customers.Erasure;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Finding.Search;
using CustomerService.Intake.Tickets.Drafts;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>I4: an erased person leaves no trace in any table, and everything that counts stays.</summary>
[Collection(IntakeCollection.Name)]
public sealed class ErasureTests(IntakeHost host)
{
    private static readonly Actor[] People =
    [
        new("supervisor", "S910") { Clearance = Confidentiality.TopSecret },
        new("administrator", "X911") { Clearance = Confidentiality.TopSecret },
        new("supervisor", "S912") { Clearance = Confidentiality.TopSecret },
    ];

    [Fact]
    public async Task NoTableKnowsThePersonAndTheFactsAreCountable()
    {
        var mark = Guid.NewGuid().ToString("N");
        var (customer, phone) = ($"C{Guid.NewGuid():N}", $"+86139{Random.Shared.Next(10_000_000, 100_000_000)}");
        string[] words =
        [
            $"Name-{mark}",
            phone,
            $"mail-{mark}@example.org",
            $"Street-{mark}",
            $"Words-{mark}",
            $"Note-{mark}",
            $"key-{mark}",
            $"Purpose-{mark}",
            $"Solved-{mark}",
            $"Standing-{mark}",
            mark,
            phone[1..],
        ];
        using var admin = host.Client("administrator:test");
        await admin
            .Import(
                "customers",
                "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n"
                    + $"{customer},person,{words[0]},{phone},{words[2]},上海市,3101,{words[3]},zh-Hans,25000\r\n"
            )
            .Read<ImportReport>();
        using var agent = host.Client("agent:A017");
        using var opening = await agent.Send(
            HttpMethod.Post,
            "/api/tickets",
            new
            {
                channel = "email",
                key = words[6],
                customerNumber = customer,
                type = "fault",
                text = words[4],
            },
            ("Idempotency-Key", $"open-{customer}")
        );
        var ticket = await Task.FromResult(opening).Read<TicketView>();
        await agent.Post($"/api/tickets/{ticket.Id}/notes", new { text = words[5] }).Read<TicketView>();
        await agent.Send(HttpMethod.Put, $"/api/tickets/{ticket.Id}/drafts/reply", new { text = words[5] }).Read<Draft>();
        await agent
            .Post($"/api/tickets/{ticket.Id}/cross-department-requests", new { department = "quality", question = words[5] })
            .Read<object>();
        var file = new Uri($"/api/tickets/{ticket.Id}/attachments/{ticket.Id}-A1", UriKind.Relative);
        using var content = new StringContent(mark);
        await agent
            .PostAsync(new Uri($"/api/tickets/{ticket.Id}/attachments?name={words[0]}.txt", UriKind.Relative), content)
            .Read<TicketView>();
        Assert.Equal(mark, await agent.GetStringAsync(file));
        using var themselves = host.Client($"customer:{customer}");
        var question = await themselves.Post("/api/board/questions", new { text = words[4] }).Read<BoardQuestion>();
        await agent.Post($"/api/board/questions/{question.Id}/answer", new { answer = words[5] }).Read<BoardQuestion>();
        await agent.Post($"/api/tickets/{ticket.Id}/resolve", new { code = "repaired", note = words[8] }).Read<TicketView>();
        await agent
            .Post(
                "/api/borrowings",
                new
                {
                    customerNumber = customer,
                    purpose = words[7],
                    dueAt = DateTimeOffset.UtcNow.AddDays(1),
                }
            )
            .Read<object>();
        await agent.Get<Customer>($"/api/customers/{customer}?purpose={words[7]}");
        var twin = await host.ACustomer();
        await Stands(customer, twin, words[9]);
        await Eventually.Holds(
            async () => (await agent.Get<List<TicketReply>>($"/api/tickets/{ticket.Id}/replies")).All(r => r.Status != ReplyStatus.Waiting),
            "what was to be told to the customer is told, so that nothing but the erasure adds to the ticket"
        );
        var before = (await host.Stored(ticket.Id)).Count;
        foreach (var word in words)
        {
            Assert.NotEmpty(await TablesWith(word));
        }

        await Eventually.Holds(async () => await Finds(mark) == (1, 1), "the person and the ticket in the search");
        await Destroy(customer);
        await Eventually.Holds(async () => (await host.Stored(customer)).Any(e => e.Data is CustomerErased), "the erasure");
        Assert.Equal((0, 0), await Finds(mark));
        await agent.GetAsync(file).IsRefused(HttpStatusCode.NotFound, "attachment-not-found");
        foreach (var word in words)
        {
            Assert.Empty(await TablesWith(word));
        }

        var erased = (await host.Stored(customer)).Select(e => e.Data).OfType<CustomerErased>().Single();
        Assert.Equal(("S910", 1), (erased.RequestedBy, erased.Tickets));
        Assert.Equal(["X911", "S912"], erased.ApprovedBy);
        Assert.True(erased.EventsMasked >= 5, $"{erased.EventsMasked}");
        Assert.Equal(before + 1, (await host.Stored(ticket.Id)).Count);
        Assert.Equal((1, 1), await TicketsAndBorrowings(customer));
        Assert.Equal(
            [typeof(CustomersLinked), typeof(CustomersUnlinked), typeof(PersonalDataErased)],
            (await host.Stored(Pair.KeyOf(customer, twin))).Select(e => e.EventType)
        );
        await TheAuditKnowsWhy();
        var view = await agent.Get<TicketView>($"/api/tickets/{ticket.Id}");
        Assert.Equal(
            (Masking.Mask, customer, "3101", TicketStatus.Resolved),
            (view.Text, view.CustomerNumber, view.RegionCode, view.Status)
        );
        await agent.GetAsync(new Uri($"/api/customers/{customer}", UriKind.Relative)).IsRefused(HttpStatusCode.Gone, "customer-erased");
        await agent.Post("/api/tickets", Steps.Opening(customer)).IsRefused(HttpStatusCode.Gone, "customer-erased");
        await admin
            .Import(
                "customers",
                "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n"
                    + $"{customer},person,back,{phone},,上海市,3101,x,zh-Hans,25000\r\n"
            )
            .IsRefused(HttpStatusCode.UnprocessableEntity, "table-refused");
    }

    [Fact]
    public async Task TheSearchKnowsAnErasedPersonsTicketsByNumberOnlyWhateverComesAfter()
    {
        var ticket = await host.ATicket();
        using var agent = host.Client("agent:A017");
        await Eventually.Holds(async () => await Finds(ticket.Id) is (0, 1), "the ticket in the search");
        await Destroy(ticket.CustomerNumber);
        await Eventually.Holds(async () => (await host.Stored(ticket.CustomerNumber)).Any(e => e.Data is CustomerErased), "the erasure");
        var word = $"zl{Guid.NewGuid():N}"[..14];
        await agent.Post($"/api/tickets/{ticket.Id}/notes", new { text = word }).Read<TicketView>();
        await Eventually.Holds(async () => await Finds(word) is (0, 1), "the index, read again");
        Assert.Empty((await agent.Get<Page<TicketView>>($"/api/tickets?q=%E5%B1%8F%E5%B9%95&customer={ticket.CustomerNumber}")).Items);
        Assert.Equal((0, 1), await Finds(ticket.Id));
    }

    [Fact]
    public async Task WhoMayNotSeeTheFileDoesNotLearnThatItWasErased()
    {
        var customer = await host.ACustomer();
        await host.Classify(customer, "secret");
        await Destroy(customer);
        using var cleared = host.Client(Steps.Cleared);
        await Eventually.Holds(
            async () => (await cleared.GetAsync(new Uri($"/api/customers/{customer}", UriKind.Relative))).StatusCode == HttpStatusCode.Gone,
            "the erasure"
        );
        using var agent = host.Client("agent:A017");
        await agent
            .GetAsync(new Uri($"/api/customers/{customer}", UriKind.Relative))
            .IsRefused(HttpStatusCode.NotFound, "customer-not-found");
    }

    [Fact]
    public async Task WhatWasUnderWayIsErasedTheSecondTime()
    {
        var word = $"Late-{Guid.NewGuid():N}";
        var ticket = await host.ATicket();
        await Destroy(ticket.CustomerNumber);
        await Eventually.Holds(async () => (await host.Stored(ticket.CustomerNumber)).Any(e => e.Data is CustomerErased), "the erasure");
        using var agent = host.Client("agent:A017");
        await agent.Post($"/api/tickets/{ticket.Id}/notes", new { text = word }).Read<TicketView>();
        Assert.NotEmpty(await TablesWith(word));
        // As if the ten minutes were over.
        await using var connection = new NpgsqlConnection(host.Database);
        await connection.OpenAsync();
        await using var hurry = new NpgsqlCommand("update due set at = now() where purpose = 'customer-erase' and key = @key", connection);
        hurry.Parameters.AddWithValue("key", ticket.CustomerNumber);
        Assert.Equal(1, await hurry.ExecuteNonQueryAsync());
        await Eventually.Holds(async () => (await TablesWith(word)).Count == 0, "the second erasure");
        Assert.Single(await host.Stored(ticket.CustomerNumber), e => e.Data is CustomerErased);
    }

    [Fact]
    public async Task OneApprovalAndTheRequestersOwnDestroyNothing()
    {
        var customer = await host.ACustomer();
        using var requester = host.Client(People[0]);
        using var first = host.Client(People[1]);
        await requester.Post($"/api/customers/{customer}/destruction", new { reason = "asked by letter" }).Read<Destruction>();
        await requester
            .Post($"/api/customers/{customer}/destruction/approve", new { })
            .IsRefused(HttpStatusCode.Forbidden, "own-destruction");
        await first.Post($"/api/customers/{customer}/destruction/approve", new { }).Read<Destruction>();
        Assert.Equal(
            DestructionStatus.Requested,
            (await first.Post($"/api/customers/{customer}/destruction/approve", new { }).Read<Destruction>()).Status
        );
        Assert.DoesNotContain(await host.Stored(Destruction.KeyOf(customer)), e => e.Data is DestructionApproved { By: not "X911" });
        await using var connection = new NpgsqlConnection(host.Database);
        await connection.OpenAsync();
        await using var due = new NpgsqlCommand("select count(*) from due where purpose = 'customer-erase' and key = @key", connection);
        due.Parameters.AddWithValue("key", customer);
        Assert.Equal(0L, await due.ExecuteScalarAsync());
    }

    // Everything that is said of a customer has a reason, and words can hold anything.
    private async Task Stands(string customer, string twin, string words)
    {
        using var lead = host.Client("supervisor:S001");
        var until = DateTimeOffset.UtcNow.AddDays(5);
        using var file = await lead.GetAsync(new Uri($"/api/customers/{customer}", UriKind.Relative));
        foreach (
            var (method, path, body) in new (HttpMethod, string, object)[]
            {
                (
                    HttpMethod.Put,
                    "class",
                    new
                    {
                        @class = "core",
                        reason = words,
                        until,
                    }
                ),
                (HttpMethod.Post, "blacklist", new { reason = words, until }),
                (HttpMethod.Post, "warnings", new { code = "abusive", reason = words }),
                (HttpMethod.Post, "warnings", new { code = "other", reason = words }),
                (HttpMethod.Post, "warnings/other/lift", new { reason = words }),
                (HttpMethod.Post, "review", new { note = words }),
                (HttpMethod.Post, "links", new { other = twin, reason = words }),
                (HttpMethod.Post, $"links/{twin}/undo", new { reason = words }),
            }
        )
        {
            using var answer = await lead.Send(
                method,
                $"/api/customers/{customer}/{path}",
                body,
                ("If-Match", file.Headers.ETag!.ToString())
            );
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    // The erasure is said in every stream of the person; no ticket and no borrowing comes out of that.
    private async Task<(int, int)> TicketsAndBorrowings(string customer)
    {
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        string[] keys =
        [
            customer,
            Destruction.KeyOf(customer),
            .. await query.Query<TicketView>().Where(t => t.CustomerNumber == customer).Select(t => t.Id).ToListAsync(),
            .. await query.Query<Borrowing>().Where(b => b.CustomerNumber == customer).Select(b => b.Id).ToListAsync(),
        ];
        return (
            await query.Query<TicketView>().CountAsync(t => t.Id.IsOneOf(keys)),
            await query.Query<Borrowing>().CountAsync(b => b.Id.IsOneOf(keys))
        );
    }

    private async Task<(int Customers, int Tickets)> Finds(string word)
    {
        using var cleared = host.Client(Steps.Cleared);
        var hits = (await cleared.Get<SearchResult>($"/api/search?q={word}")).Hits;
        return (hits.Count(h => h.Kind == "customer"), hits.Count(h => h.Kind == "ticket"));
    }

    // What was chained before differs from what is stored now, and that is no damage.
    private async Task TheAuditKnowsWhy()
    {
        using var auditor = host.Client("auditor:B001");
        var verdict = await auditor.Get<System.Text.Json.JsonElement>("/api/audit/intake/verification");
        Assert.True(verdict.GetProperty("intact").GetBoolean(), verdict.GetRawText());
    }

    private async Task Destroy(string customer)
    {
        using var requester = host.Client(People[0]);
        await requester.Post($"/api/customers/{customer}/destruction", new { reason = "asked by letter" }).Read<Destruction>();
        foreach (var person in People[1..])
        {
            using var client = host.Client(person);
            await client.Post($"/api/customers/{customer}/destruction/approve", new { }).Read<Destruction>();
        }
    }

    // Every column of every table, bytes included.
    private async Task<List<string>> TablesWith(string word)
    {
        await using var connection = new NpgsqlConnection(host.Database);
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (
            var names = new NpgsqlCommand(
                "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
                connection
            )
        )
        await using (var reader = await names.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        var found = new List<string>();
        foreach (var table in tables)
        {
            await using var search = new NpgsqlCommand(
                $"select exists (select 1 from \"{table}\" t where to_jsonb(t)::text ilike any(@words))",
                connection
            );
            search.Parameters.AddWithValue(
                "words",
                new[] { $"%{word}%", $"%{Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(word))}%" }
            );
            if (await search.ExecuteScalarAsync() is true)
            {
                found.Add(table);
            }
        }

        return found;
    }
}
