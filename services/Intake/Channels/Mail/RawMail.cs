using Npgsql;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>A mail as the raw store has it; the content is null when it was erased or kept long enough.</summary>
internal sealed record RawMail(byte[]? Content, byte[] Sha256, string EnvelopeFrom, string? Sender, string? Subject, string? LastError)
{
    public static async Task<RawMail?> Load(NpgsqlDataSource dataSource, string number, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select content, sha256, coalesce(envelope_from, ''), sender, subject, last_error from mail_raw where number = @number"
        );
        command.Parameters.AddWithValue("number", number);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new RawMail(
                reader.IsDBNull(0) ? null : reader.GetFieldValue<byte[]>(0),
                reader.GetFieldValue<byte[]>(1),
                reader.GetString(2),
                Text(reader, 3),
                Text(reader, 4),
                Text(reader, 5)
            )
            : null;
    }

    /// <summary>The mail, or null when there is nothing to read or it cannot be read.</summary>
    public ParsedMail? Parse(MailOptions rules)
    {
        try
        {
            return Content is null ? null : MailReader.Read(Content, EnvelopeFrom, rules);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
