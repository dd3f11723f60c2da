using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Tickets.Attachments;

/// <summary>A file of a ticket.</summary>
/// <param name="Id">What the address of the download ends with.</param>
/// <param name="Name">File name; null when erased.</param>
/// <param name="Type">What its content is, found by looking at it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Public">Whether the customer sees it.</param>
/// <param name="By">Who added it, as role:id; null when it came with a mail.</param>
/// <param name="At">When it was added; null when it came with a mail.</param>
/// <param name="MailNumber">The mail it came with, or null.</param>
/// <param name="Ordinal">Its place in the mail, from 1.</param>
/// <param name="Refused">Why it is not kept: executable, too-large or too-many; null when it is.</param>
public sealed record TicketAttachment(
    string Id,
    string? Name,
    string Type,
    int Size,
    bool Public,
    string? By = null,
    DateTimeOffset? At = null,
    string? MailNumber = null,
    int? Ordinal = null,
    string? Refused = null
);

/// <summary>Files of a ticket that came another way than by being added to it: with its mails.</summary>
internal interface ITicketFiles
{
    /// <summary>Those that <paramref name="actor"/> may see.</summary>
    Task<IReadOnlyList<TicketAttachment>> Of(string ticket, Actor actor, IQuerySession query, CancellationToken cancellationToken);

    /// <summary>The file, or why there is none; null when the id is none of ours.</summary>
    Task<Results<FileContentHttpResult, ProblemHttpResult>?> Download(
        string ticket,
        string attachment,
        Actor actor,
        IQuerySession query,
        HttpResponse response,
        CancellationToken cancellationToken
    );
}

internal static class Downloads
{
    /// <summary>A browser shows nothing of it, and nobody keeps a copy on the way.</summary>
    public static void ForbidSniffing(this HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = "private, no-store";
    }
}

/// <summary>
/// I8: the files of a ticket, of its mails and those that were added, as downloads: nothing is ever shown inside a page of ours. The bytes
/// stand beside the events, where they can be erased.
/// </summary>
internal static class TicketAttachments
{
    private const string Visible = "ticket = @ticket and (public or not @publicOnly)";

    internal static async Task<Results<Ok<IReadOnlyList<TicketAttachment>>, ProblemHttpResult>> List(
        string number,
        Actor actor,
        IQuerySession query,
        IEnumerable<ITicketFiles> others,
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken
    )
    {
        if (await query.LoadAsync<TicketView>(number, cancellationToken) is null)
        {
            return Rejection.NotFound("ticket", number).ToProblem();
        }

        var found = new List<TicketAttachment>();
        foreach (var source in others)
        {
            found.AddRange(await source.Of(number, actor, query, cancellationToken));
        }

        await using var command = dataSource.CreateCommand(
            $"select id, name, type, size, public, added_by, added_at from ticket_attachment where {Visible} order by added_at, id"
        );
        command.Parameters.AddWithValue("ticket", number);
        command.Parameters.AddWithValue("publicOnly", actor.Is(Role.Customer));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(
                new TicketAttachment(
                    reader.GetString(0),
                    reader.IsDBNull(1) ? null : reader.GetString(1),
                    reader.GetString(2),
                    reader.GetInt32(3),
                    reader.GetBoolean(4),
                    reader.GetString(5),
                    reader.GetFieldValue<DateTimeOffset>(6)
                )
            );
        }

        return TypedResults.Ok<IReadOnlyList<TicketAttachment>>(found);
    }

    internal static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Download(
        string number,
        string attachment,
        Actor actor,
        IQuerySession query,
        IEnumerable<ITicketFiles> others,
        NpgsqlDataSource dataSource,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        foreach (var source in others)
        {
            if (await source.Download(number, attachment, actor, query, response, cancellationToken) is { } answer)
            {
                return answer;
            }
        }

        await using var command = dataSource.CreateCommand(
            $"select name, type, content from ticket_attachment where {Visible} and id = @id"
        );
        command.Parameters.AddWithValue("ticket", number);
        command.Parameters.AddWithValue("publicOnly", actor.Is(Role.Customer));
        command.Parameters.AddWithValue("id", attachment);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || reader.IsDBNull(2))
        {
            return Rejection.NotFound("attachment", attachment).ToProblem();
        }

        response.ForbidSniffing();
        return TypedResults.File(
            reader.GetFieldValue<byte[]>(2),
            AttachmentPolicy.ServedAs(reader.GetString(1)),
            reader.IsDBNull(0) ? attachment : reader.GetString(0)
        );
    }

    /// <summary>Keeps the bytes in the transaction of the event.</summary>
    public static void QueueKeep(this IDocumentOperations session, string number, AttachmentAdded added, byte[] content) =>
        session.QueueSqlCommand(
            "insert into ticket_attachment (ticket, id, name, type, size, public, added_by, added_at, content) values (?, ?, ?, ?, "
                + "?, ?, ?, ?, ?)",
            number,
            added.AttachmentId,
            added.Name,
            added.Type,
            added.Size,
            added.Public,
            added.By,
            added.At,
            content
        );

    /// <summary>I4: takes names and bytes away; that there were files stays countable.</summary>
    public static void QueueForgetAttachments(this IDocumentOperations session, string[] tickets) =>
        session.QueueSqlCommand("update ticket_attachment set name = null, content = null where ticket = any(?)", (object)tickets);

    public static Table CreateTable()
    {
        var table = new Table("public.ticket_attachment");
        table.AddColumn("ticket", "text").AsPrimaryKey();
        table.AddColumn("id", "text").AsPrimaryKey();
        table.AddColumn("name", "text");
        table.AddColumn("type", "text").NotNull();
        table.AddColumn("size", "integer").NotNull();
        table.AddColumn("public", "boolean").NotNull();
        table.AddColumn("added_by", "text").NotNull();
        table.AddColumn("added_at", "timestamptz").NotNull();
        // Null when erased.
        table.AddColumn("content", "bytea");
        return table;
    }
}
