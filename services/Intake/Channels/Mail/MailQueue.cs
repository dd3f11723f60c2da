using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>A mail to read, with the number of the present attempt, from 1, and the moment until which it is ours.</summary>
internal sealed record WaitingMail(
    string Number,
    byte[]? Content,
    byte[] Sha256,
    string EnvelopeFrom,
    DateTimeOffset ReceivedAt,
    int Attempt,
    DateTime Lease
);

/// <summary>
/// Claims mails that wait to be read. An attempt counts from the moment of its claim, so that a mail which ends the process that reads it
/// is given up like any other one.
/// </summary>
internal sealed class MailQueue(NpgsqlDataSource dataSource, IOptions<MailOptions> options, TimeProvider clock)
{
    public async Task<WaitingMail?> Claim(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var command = dataSource.CreateCommand(
            "update mail_raw set due_at = @lease, attempts = attempts + 1 where number = (select number from mail_raw where due_at "
                + "<= @now "
                + "order by due_at limit 1 for update skip locked) returning number, content, sha256, envelope_from, received_at, "
                + "attempts, due_at"
        );
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now);
        command.Parameters.AddWithValue("lease", NpgsqlDbType.TimestampTz, now + options.Value.Lease);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new WaitingMail(
                reader.GetString(0),
                reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1),
                reader.GetFieldValue<byte[]>(2),
                reader.IsDBNull(3) ? "" : reader.GetString(3),
                reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetInt32(5),
                reader.GetDateTime(6)
            )
            : null;
    }

    /// <summary>
    /// Takes the mail for this transaction and everything that could be the same mail; false when somebody else has it by now.
    /// </summary>
    public static async Task<bool> Hold(NpgsqlConnection connection, WaitingMail mail, string sameness, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        var alike = new NpgsqlBatchCommand("select pg_advisory_xact_lock(hashtextextended(@sameness, 7))");
        alike.Parameters.AddWithValue("sameness", sameness);
        batch.BatchCommands.Add(alike);
        var mine = new NpgsqlBatchCommand("select number from mail_raw where number = @number and due_at = @lease for update");
        mine.Parameters.AddWithValue("number", mail.Number);
        mine.Parameters.AddWithValue("lease", NpgsqlDbType.TimestampTz, mail.Lease);
        batch.BatchCommands.Add(mine);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.NextResultAsync(cancellationToken) && await reader.ReadAsync(cancellationToken);
    }

    /// <summary>
    /// Puts it aside for a while after a failed attempt. The error is a kind and a place: its message may quote the mail.
    /// </summary>
    public async Task Postpone(WaitingMail mail, string error, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "update mail_raw set due_at = @due, last_error = @error where number = @number and due_at = @lease"
        );
        command.Parameters.AddWithValue(
            "due",
            NpgsqlDbType.TimestampTz,
            (clock.GetUtcNow() + options.Value.RetryAfter * Math.Pow(2, Math.Min(mail.Attempt - 1, 10))).UtcDateTime
        );
        command.Parameters.AddWithValue("error", error);
        command.Parameters.AddWithValue("number", mail.Number);
        command.Parameters.AddWithValue("lease", NpgsqlDbType.TimestampTz, mail.Lease);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
