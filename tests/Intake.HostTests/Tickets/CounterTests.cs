using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CustomerService.Intake.HostTests.Tickets;

/// <summary>I15: counters are the sum of the tickets, whatever happens at the same time.</summary>
[Collection(ThreeReplicasCollection.Name)]
public sealed class CounterTests(ThreeReplicas host)
{
    [Fact]
    public async Task NothingIsLostOrCountedTwiceOverThreeReplicas()
    {
        var owner = $"A{Guid.NewGuid():N}"[..12];
        var tickets = await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(async i =>
                {
                    var customer = await host.ACustomer();
                    using var client = host.ClientOf(i, $"agent:{owner}");
                    return (await client.Post("/api/tickets", Steps.Opening(customer)).Read<TicketView>()).Id;
                })
        );
        // Many changes of the same tickets at once, by different replicas.
        await Task.WhenAll(
            tickets
                .Index()
                .Select(async t =>
                {
                    using var client = host.ClientOf(t.Index + 1, $"agent:{owner}");
                    if (t.Index % 3 == 0)
                    {
                        await client.Post($"/api/tickets/{t.Item}/cancel", new { reason = "withdrawn" }).Read<TicketView>();
                    }
                    else
                    {
                        await client
                            .Post($"/api/tickets/{t.Item}/status", new { status = "pending", waitingFor = "customer" })
                            .Read<TicketView>();
                        await client
                            .Post(
                                $"/api/tickets/{t.Item}/status",
                                new { status = t.Index % 3 == 1 ? "inProgress" : "held", waitingFor = t.Index % 3 == 1 ? null : "parts" }
                            )
                            .Read<TicketView>();
                    }
                })
        );
        using var reader = host.Client($"agent:{owner}");
        await Eventually.Holds(
            async () => (await reader.Get<TicketCounters>("/api/tickets/counters")).By["owner"].GetValueOrDefault(owner) == 16,
            "16 of the owner's tickets are open"
        );
        await CountersAreTheSumOfTheRows(host);
    }

    [Fact]
    public async Task AReplicaThatIsGoneInTheMiddleLeavesNothingBehind()
    {
        var owner = $"A{Guid.NewGuid():N}"[..12];
        var extra = await host.StartReplica();
        var opened = 0;
        using var client = host.Client($"agent:{owner}");
        for (var i = 0; i < 12; i++)
        {
            await client.Post("/api/tickets", Steps.Opening(await host.ACustomer())).Read<TicketView>();
            opened++;
            if (i == 6)
            {
                // Whoever leads loses every connection to the database in the middle of what it does.
                await Sever(host);
                await extra.DisposeAsync();
            }
        }

        await Eventually.Holds(
            async () => (await client.Get<TicketCounters>("/api/tickets/counters")).By["owner"].GetValueOrDefault(owner) == opened,
            $"{opened} open tickets"
        );
        await CountersAreTheSumOfTheRows(host);
    }

    // One statement, so that both sides are seen at the same moment.
    private static async Task CountersAreTheSumOfTheRows(ThreeReplicas host)
    {
        await using var command = host
            .Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand(
                $"""
                with kept as (select dimension, value, sum(tickets)::bigint as n from ticket_counter group by 1, 2),
                rows as (select d.dimension, d.value, count(*) as n from open_ticket t
                    cross join lateral {Intake.Tickets.Lists.OpenTickets.Dimensions} where d.value is not null group by 1, 2)
                select coalesce(string_agg(dimension || '=' || value || ': ' || coalesce(kept.n, 0) || ' for ' || coalesce(rows.n, 0),
                    ', '), '')
                from kept full join rows using (dimension, value) where kept.n is distinct from rows.n
                """
            );
        Assert.Equal("", await command.ExecuteScalarAsync());
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        Assert.True(await query.Query<TicketView>().CountAsync() > 0);
    }

    private static async Task Sever(ThreeReplicas host)
    {
        await using var connection = new NpgsqlConnection(host.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> "
                + "pg_backend_pid() and query ilike '%event_progression%'",
            connection
        );
        await command.ExecuteScalarAsync();
        // Some of them wait in the pool: the requests that follow take new ones, and what runs has to find out by itself.
        host.Services.GetRequiredService<NpgsqlDataSource>().Clear();
    }
}
