using CustomerService.Intake.Common.ReadModels;
using CustomerService.Intake.Tickets.Life;
using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Finding.Search;

/// <summary>How a case has done.</summary>
/// <param name="Uses">Tickets on which it was used.</param>
/// <param name="Votes">Tickets on which somebody said whether it helped.</param>
/// <param name="Helpful">Tickets on which it did.</param>
public sealed record CaseUsage(long Uses, long Votes, long Helpful);

/// <summary>I12: one row a case and ticket, so that a ticket counts once and has one vote; the sums stand beside them.</summary>
internal static class CaseUses
{
    /// <summary>Takes up what the events say of cases; the same events again change nothing.</summary>
    public static void Queue(IDocumentOperations operations, IEnumerable<IEvent> events)
    {
        var uses = new Dictionary<(string Case, string Ticket), bool?>();
        foreach (var e in events)
        {
            switch (e.Data)
            {
                case CaseUsed used:
                    uses.TryAdd((used.CaseNumber, e.StreamKey!), null);
                    break;
                case CaseRated rated:
                    uses[(rated.CaseNumber, e.StreamKey!)] = rated.Helpful;
                    break;
            }
        }

        if (uses.Count == 0)
        {
            return;
        }

        operations.QueueSqlCommand(
            """
            insert into case_use as c (case_number, ticket_number, helpful)
            select * from unnest(?::text[], ?::text[], ?::boolean[])
            on conflict (case_number, ticket_number) do update set helpful = coalesce(excluded.helpful, c.helpful)
            """,
            uses.Keys.Select(u => u.Case).ToArray(),
            uses.Keys.Select(u => u.Ticket).ToArray(),
            uses.Values.ToArray()
        );
        operations.QueueSqlCommand(Score("public", "case_number = any(?)"), (object)uses.Keys.Select(u => u.Case).Distinct().ToArray());
    }

    /// <summary>Reads it off the events again.</summary>
    internal static TableModel Model { get; } = new("CaseUses", ["case_use", "case_score"], IndexSubscription.SubscriptionName, Write);

    private static Task Write(
        IDocumentSession session,
        string schema,
        IReadOnlyCollection<string>? streams,
        CancellationToken cancellationToken
    )
    {
        var ours = streams is null ? "" : " and stream_id = any(?)";
        session.QueueSqlCommand(
            $"""
            insert into {schema}.case_use as c (case_number, ticket_number, helpful)
            select data ->> 'caseNumber', stream_id,
                (array_agg((data ->> 'helpful')::boolean order by version desc) filter (where type = 'case_rated_v1'))[1]
            from mt_events where type in ('case_used_v1', 'case_rated_v1'){ours} group by 1, 2
            on conflict (case_number, ticket_number) do update set helpful = excluded.helpful
            """,
            streams is null ? [] : [streams.ToArray()]
        );
        session.QueueSqlCommand(Score(schema, "true"));
        return Task.CompletedTask;
    }

    private static string Score(string schema, string which) =>
        $"""
            insert into {schema}.case_score (case_number, uses, votes, helpful)
            select case_number, count(*), count(helpful), count(*) filter (where helpful) from {schema}.case_use where {which}
                group by case_number
            on conflict (case_number) do update set uses = excluded.uses, votes = excluded.votes, helpful = excluded.helpful
            """;

    internal static async Task<Ok<CaseUsage>> Get(string number, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select uses, votes, helpful from case_score where case_number = @number");
        command.Parameters.AddWithValue("number", number);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return TypedResults.Ok(
            await reader.ReadAsync(cancellationToken)
                ? new CaseUsage(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2))
                : new CaseUsage(0, 0, 0)
        );
    }

    public static void Map(StoreOptions options)
    {
        var use = new Table("public.case_use");
        use.AddColumn("case_number", "text").AsPrimaryKey();
        use.AddColumn("ticket_number", "text").AsPrimaryKey();
        use.AddColumn("helpful", "boolean");
        options.Storage.ExtendedSchemaObjects.Add(use);

        var score = new Table("public.case_score");
        score.AddColumn("case_number", "text").AsPrimaryKey();
        score.AddColumn("uses", "bigint").NotNull();
        score.AddColumn("votes", "bigint").NotNull();
        score.AddColumn("helpful", "bigint").NotNull();
        options.Storage.ExtendedSchemaObjects.Add(score);
    }
}
