using CustomerService.Intake.Tickets.Attachments;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>An attachment.</summary>
/// <param name="MailNumber">The mail it came with.</param>
/// <param name="Ordinal">Its place in the mail, from 1.</param>
/// <param name="Name">File name; null when erased.</param>
/// <param name="Type">What its content is, found by looking at it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Refused">Why it is not kept: executable, too-deep, too-large or too-many; null when it is.</param>
public sealed record AttachmentLine(string MailNumber, int Ordinal, string? Name, string Type, int Size, string? Refused);

/// <summary>I8: attachments of mails, as downloads: nothing is ever shown inside a page of ours.</summary>
internal static class MailAttachments
{
    internal static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Download(
        string number,
        int ordinal,
        NpgsqlDataSource dataSource,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand(
            "select name, type, content from mail_attachment where mail = @mail and ordinal = @ordinal"
        );
        command.Parameters.AddWithValue("mail", number);
        command.Parameters.AddWithValue("ordinal", ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || reader.IsDBNull(2))
        {
            return Rejection.NotFound("attachment", $"{number}/{ordinal}").ToProblem();
        }

        response.ForbidSniffing();
        return TypedResults.File(
            reader.GetFieldValue<byte[]>(2),
            AttachmentPolicy.ServedAs(reader.GetString(1)),
            reader.IsDBNull(0) ? $"attachment-{ordinal}" : reader.GetString(0)
        );
    }

    internal static async Task<IReadOnlyList<AttachmentLine>> Of(
        NpgsqlDataSource dataSource,
        string[] mails,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand(
            "select mail, ordinal, name, type, size, refused from mail_attachment where mail = any(@mails) order by mail, ordinal"
        );
        command.Parameters.AddWithValue("mails", mails);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<AttachmentLine>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(
                new AttachmentLine(
                    reader.GetString(0),
                    reader.GetInt32(1),
                    reader.IsDBNull(2) ? null : reader.GetString(2),
                    reader.GetString(3),
                    reader.GetInt32(4),
                    reader.IsDBNull(5) ? null : reader.GetString(5)
                )
            );
        }

        return found;
    }
}
