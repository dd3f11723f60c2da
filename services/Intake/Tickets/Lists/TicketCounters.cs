using CustomerService.Intake.Customers.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.Intake.Tickets.Lists;

/// <summary>I15: how many tickets are open, of those that the caller may see.</summary>
/// <param name="Open">All of them.</param>
/// <param name="By">For status, waitingFor, type, priority, owner, channel, site and region: how many of each value.</param>
public sealed record TicketCounters(long Open, IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> By)
{
    // The counters are kept by site and region. Tickets of files above the clearance are few and taken off as they are now, so that a
    // changed level counts at once.
    private static readonly string Kept = $"""
        select dimension, value, sum(tickets)::bigint from (
            select c.dimension, c.value, c.tickets from ticket_counter c where {VisibleRows.Within(
            "nullif(c.site_code, '')",
            "nullif(c.region_code, '')"
        )}
            union all
            select d.dimension, d.value, -1 from open_ticket t cross join lateral {OpenTickets.Dimensions}
            where d.value is not null and {VisibleRows.Hidden("t.customer_number")} and {VisibleRows.Within(
            "t.site_code",
            "t.region_code"
        )}) k
        group by 1, 2 having sum(tickets) > 0
        """;

    private static readonly string Own = $"""
        select d.dimension, d.value, count(*) from open_ticket t cross join lateral {OpenTickets.Dimensions}
        where d.value is not null and {VisibleRows.Tickets("t.customer_number", "t.site_code", "t.region_code")} group by 1, 2
        """;

    internal static async Task<Ok<TicketCounters>> Get(
        Actor actor,
        NpgsqlDataSource dataSource,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var visibility = VisibleRows.Of(actor, clock.GetUtcNow());
        await using var command = dataSource.CreateCommand(visibility.Own is null ? Kept : Own);
        visibility.AddTo(command.Parameters);
        var counted = new List<(string Dimension, string Value, long Tickets)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            counted.Add((reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return TypedResults.Ok(
            new TicketCounters(
                counted.Where(c => c.Dimension == "open").Sum(c => c.Tickets),
                counted
                    .Where(c => c.Dimension != "open")
                    .GroupBy(c => c.Dimension)
                    .ToDictionary(g => g.Key, IReadOnlyDictionary<string, long> (g) => g.ToDictionary(c => c.Value, c => c.Tickets))
            )
        );
    }
}
