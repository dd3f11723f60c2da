using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace CustomerService.Intake.Channels.Replies;

/// <summary>The mails of a ticket and of those that are merged into it, theirs and ours, in the order in which they were written.</summary>
internal static class ReplyThread
{
    public static async Task<IReadOnlyList<ThreadMail>> Of(
        IQuerySession query,
        NpgsqlDataSource dataSource,
        string ticket,
        string domain,
        CancellationToken cancellationToken
    )
    {
        string[] tickets = [ticket, .. await MergedTickets.Of(query, ticket, cancellationToken)];
        await using var command = dataSource.CreateCommand(
            """
            select r.message_id, r.sender, r.subject, r.received_at, null::uuid from mail_raw r join mt_doc_inboundmail m on m.id = r.number
            where m.data ->> 'ticketNumber' = any(@tickets) and lower(m.data ->> 'status') = 'accepted' and r.sender is not null
            union all
            select null, null, null, sent_at, id from reply where ticket = any(@tickets) and channel = 'email' and sent_at is not null
            order by 4
            """
        );
        command.Parameters.AddWithValue("tickets", tickets);
        var thread = new List<ThreadMail>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.IsDBNull(4) ? Text(reader, 0) : ReplyLetter.MessageIdOf(reader.GetGuid(4), domain);
            thread.Add(new ThreadMail(id, Text(reader, 1), Text(reader, 2), reader.GetFieldValue<DateTimeOffset>(3)));
        }

        return thread;
    }

    /// <summary>The files that an agent chose to send along; only those that the customer may see.</summary>
    public static async Task<IReadOnlyList<ReplyFile>> Files(
        NpgsqlDataSource dataSource,
        string ticket,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand(
            "select name, content from ticket_attachment where ticket = @ticket and id = any(@ids) and public and content is not null "
                + "and name is not null order by added_at, id"
        );
        command.Parameters.AddWithValue("ticket", ticket);
        command.Parameters.AddWithValue("ids", ids.ToArray());
        var files = new List<ReplyFile>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            files.Add(new ReplyFile(reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
        }

        return files;
    }

    /// <summary>Why these files cannot go along with a reply, or null.</summary>
    public static async Task<Rejection?> FilesUnknown(
        NpgsqlDataSource dataSource,
        string ticket,
        IReadOnlyList<string>? ids,
        CancellationToken cancellationToken
    ) =>
        ids is { Count: > 0 } && (await Files(dataSource, ticket, ids, cancellationToken)).Count != ids.Distinct().Count()
            ? Rejection.Invalid("file-unknown", "A reply carries files of the ticket that the customer may see.")
            : null;

    /// <summary>The event that a reply tells of. It is looked for in its stream: ids of events have no index.</summary>
    public static Task<IEvent?> EventOf(this IQuerySession query, string ticket, Guid id, CancellationToken cancellationToken) =>
        query.Events.QueryAllRawEvents().Where(e => e.StreamKey == ticket && e.Id == id).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The ticket that one of these Message-IDs of ours was about; the nearest first. Null when none is ours.</summary>
    public static async Task<string?> TicketOf(
        NpgsqlConnection connection,
        IReadOnlyList<Guid> replies,
        CancellationToken cancellationToken
    )
    {
        foreach (var id in replies)
        {
            await using var command = new NpgsqlCommand("select ticket from reply where id = @id", connection);
            command.Parameters.AddWithValue("id", id);
            if (await command.ExecuteScalarAsync(cancellationToken) is string ticket)
            {
                return ticket;
            }
        }

        return null;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
