using CustomerService.ServiceDefaults;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Tickets.Drafts;

/// <summary>
/// Drafts, a row each. They are no facts and nobody else may read them, so they stand beside the events and not in the audit.
/// </summary>
internal sealed class DraftRows(NpgsqlDataSource dataSource)
{
    private const string Columns = "ticket, kind, text, version, changed_at";

    // Grows for ever, so that who saw a draft that was taken away never names the next one by chance; exact in JavaScript, too.
    private const string Next = "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    private const string Ended = "t.data ->> 'status' in ('Closed', 'Cancelled', 'Rejected')";

    /// <summary>This person's, the last changed first; of these tickets, or of all.</summary>
    public async Task<IReadOnlyList<Draft>> Of(Actor person, string[]? tickets, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"select {Columns} from draft where person = @person and (@tickets is null or ticket = any(@tickets)) "
                + "order by changed_at desc, ticket, kind limit @limit"
        );
        command.Parameters.AddWithValue("person", person.ToString());
        command.Parameters.AddWithValue("tickets", NpgsqlDbType.Array | NpgsqlDbType.Text, (object?)tickets ?? DBNull.Value);
        command.Parameters.AddWithValue("limit", limit);
        var drafts = new List<Draft>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            drafts.Add(Read(reader));
        }

        return drafts;
    }

    /// <summary>
    /// The draft as it is kept now; null when there is one already and no version was named, or another version than the one there is.
    /// </summary>
    public async Task<Draft?> Keep(
        Actor person,
        string ticket,
        DraftKind kind,
        string text,
        long? expected,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand(
            expected is null
                ? $"insert into draft (person, {Columns}) values (@person, @ticket, @kind, @text, {Next}, @now) "
                    + $"on conflict (person, ticket, kind) do nothing returning {Columns}"
                : $"update draft set text = @text, version = greatest(version + 1, {Next}), changed_at = @now where person = @person "
                    + $"and ticket = @ticket and kind = @kind and version = @expected returning {Columns}"
        );
        AddKey(command, person, ticket, kind);
        command.Parameters.AddWithValue("text", text);
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now.UtcDateTime);
        if (expected is { } version)
        {
            command.Parameters.AddWithValue("expected", version);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    public async Task Drop(Actor person, string ticket, DraftKind kind, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "delete from draft where person = @person and ticket = @ticket and kind = @kind"
        );
        AddKey(command, person, ticket, kind);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes away drafts on tickets that ended before this moment and were not written on since.</summary>
    public async Task<int> Sweep(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"delete from draft d using mt_doc_ticketview t where t.id = d.ticket and {Ended} and greatest(t.changed_at, d.changed_at) < @before"
        );
        command.Parameters.AddWithValue("before", NpgsqlDbType.TimestampTz, before.UtcDateTime);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static Table CreateTable()
    {
        var table = new Table("public.draft");
        table.AddColumn("person", "text").AsPrimaryKey();
        table.AddColumn("ticket", "text").AsPrimaryKey();
        table.AddColumn("kind", "text").AsPrimaryKey();
        table.AddColumn("text", "text").NotNull();
        table.AddColumn("version", "bigint").NotNull();
        table.AddColumn("changed_at", "timestamptz").NotNull();
        table.Indexes.Add(new IndexDefinition("draft_ticket") { Columns = ["ticket"] });
        return table;
    }

    private static void AddKey(NpgsqlCommand command, Actor person, string ticket, DraftKind kind)
    {
        command.Parameters.AddWithValue("person", person.ToString());
        command.Parameters.AddWithValue("ticket", ticket);
        command.Parameters.AddWithValue("kind", kind.ToCode());
    }

    private static Draft Read(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            Json.FromCode<DraftKind>(row.GetString(1))!.Value,
            row.GetString(2),
            row.GetInt64(3),
            row.GetFieldValue<DateTimeOffset>(4)
        );
}
