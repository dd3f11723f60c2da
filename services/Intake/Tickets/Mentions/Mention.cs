using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Tickets.Mentions;

/// <summary>I21: somebody named one in a note.</summary>
/// <param name="Id">Id of the note.</param>
/// <param name="Ticket">Number of the ticket.</param>
/// <param name="By">Who wrote it, as role:id.</param>
/// <param name="Text">The words.</param>
/// <param name="At">When.</param>
/// <param name="ReadAt">When one has read it, or null.</param>
public sealed record Mention(Guid Id, string Ticket, string By, string Text, DateTimeOffset At, DateTimeOffset? ReadAt)
{
    private const int Most = 100;

    /// <summary>
    /// One's own, newest first; those on tickets that one may not see any more are left out.
    /// </summary>
    internal static async Task<Ok<IReadOnlyList<Mention>>> Mine(
        bool? unread,
        Actor actor,
        IQuerySession query,
        MentionRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken,
        [Range(1, Most)] int limit = 50
    )
    {
        var mine = await rows.Of(actor, unread, limit, cancellationToken);
        string[] tickets = [.. mine.Select(m => m.Ticket).Distinct()];
        var visible = await query
            .Query<TicketView>()
            .Where(t => t.Id.IsOneOf(tickets))
            .VisibleTo(actor, clock.GetUtcNow())
            .Select(t => t.Id)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<Mention>>([.. mine.Where(m => visible.Contains(m.Ticket))]);
    }

    /// <summary>Marks one's own as read; a second time, and what is not one's own, changes nothing.</summary>
    internal static async Task<NoContent> MarkRead(
        Guid id,
        Actor actor,
        MentionRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await rows.MarkRead(actor, id, clock.GetUtcNow(), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>Who was named in which note, and whether they have read it: a row each, written with the note.</summary>
internal sealed class MentionRows(NpgsqlDataSource dataSource)
{
    /// <summary>Those of a person, newest first. The words stand in the event alone, which is found by its stream: ids have no index.</summary>
    public async Task<IReadOnlyList<Mention>> Of(Actor person, bool? unread, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select note, ticket, written_by, coalesce(e.data ->> 'text', ''), at, read_at from mention "
                + "left join mt_events e on e.stream_id = ticket and e.id = note where person = @person "
                + "and (@unread is null or @unread = (read_at is null)) order by at desc, note limit @limit"
        );
        command.Parameters.AddWithValue("person", person.Id);
        command.Parameters.AddWithValue("unread", NpgsqlDbType.Boolean, (object?)unread ?? DBNull.Value);
        command.Parameters.AddWithValue("limit", limit);
        var found = new List<Mention>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            DateTimeOffset? readAt = await reader.IsDBNullAsync(5, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(5);
            found.Add(
                new Mention(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.GetFieldValue<DateTimeOffset>(4),
                    readAt
                )
            );
        }

        return found;
    }

    public async Task MarkRead(Actor person, Guid note, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "update mention set read_at = @now where note = @note and person = @person and read_at is null"
        );
        command.Parameters.AddWithValue("now", now.UtcDateTime);
        command.Parameters.AddWithValue("note", note);
        command.Parameters.AddWithValue("person", person.Id);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static Table CreateTable()
    {
        var table = new Table("public.mention");
        table.AddColumn("note", "uuid").AsPrimaryKey();
        table.AddColumn("person", "text").AsPrimaryKey();
        table.AddColumn("ticket", "text").NotNull();
        table.AddColumn("written_by", "text").NotNull();
        table.AddColumn("at", "timestamptz").NotNull();
        table.AddColumn("read_at", "timestamptz");
        table.Indexes.Add(new IndexDefinition("mention_person") { Columns = ["person", "at"] });
        return table;
    }
}

internal sealed partial class MentionsToRead : EventProjection
{
    public static void Project(IEvent<NoteAdded> e, IDocumentOperations operations)
    {
        foreach (var person in e.Data.Mentions ?? [])
        {
            operations.QueueSqlCommand(
                "insert into mention (note, person, ticket, written_by, at) values (?, ?, ?, ?, ?) on conflict (note, person) do nothing",
                e.Id,
                person,
                e.StreamKey!,
                e.Data.By,
                e.Data.At.ToUniversalTime()
            );
        }
    }
}
