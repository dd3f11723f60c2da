using System.Text.Json;
using CustomerService.ServiceDefaults;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Subscriptions.Notices;

/// <summary>A notice whose time has come, with the number of the present attempt, from 1, and the moment until which it is ours.</summary>
internal sealed record DueNotice(
    long Number,
    Guid EventId,
    NoticeKind Kind,
    Recipient Recipient,
    string? Ticket,
    string Subject,
    JsonElement Data,
    string? Customer,
    int Attempt,
    DateTime Lease
);

/// <summary>What became of an attempt.</summary>
/// <param name="Status">Where the notice stands now.</param>
/// <param name="DueAt">When it is looked at again; null when it is done with.</param>
/// <param name="Reason">Why it was not sent, as a code without personal data; null when it was.</param>
/// <param name="Channel">How it was sent, or was to be; null when it did not come to that.</param>
/// <param name="Language">In which language, or null.</param>
/// <param name="Customer">Number of the customer it concerns, when that is known.</param>
/// <param name="Counts">Whether it was an attempt: waiting for the end of quiet hours is none.</param>
internal sealed record NoticeOutcome(
    NoticeStatus Status,
    DateTimeOffset? DueAt = null,
    string? Reason = null,
    NoticeChannel? Channel = null,
    string? Language = null,
    string? Customer = null,
    bool Counts = true
);

/// <summary>
/// Claims due notices for a time and records what became of them. No transaction stays open while a server is spoken to; who dies in
/// between leaves the notice to the next one when the lease ends.
/// </summary>
internal sealed class NoticeQueue(NpgsqlDataSource dataSource, IOptions<NoticeOptions> options, TimeProvider clock)
{
    public async Task<DueNotice?> Claim(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var command = dataSource.CreateCommand(
            "update notice set due_at = @lease where number = (select number from notice where status = 'waiting' and due_at <= @now "
                + "order by due_at limit 1 for update skip locked) "
                + "returning number, event_id, kind, recipient, ticket, subject, data::text, customer, attempts + 1, due_at"
        );
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now);
        command.Parameters.AddWithValue("lease", NpgsqlDbType.TimestampTz, now + options.Value.Lease);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new DueNotice(
                reader.GetInt64(0),
                reader.GetGuid(1),
                Json.FromCode<NoticeKind>(reader.GetString(2))!.Value,
                Recipient.Parse(reader.GetString(3)),
                Text(reader, 4),
                reader.GetString(5),
                JsonSerializer.Deserialize<JsonElement>(reader.GetString(6)),
                Text(reader, 7),
                reader.GetInt32(8),
                reader.GetDateTime(9)
            )
            : null;
    }

    /// <summary>Records the outcome; false when the lease had ended and somebody else has the notice.</summary>
    public async Task<bool> Record(DueNotice notice, NoticeOutcome outcome, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        var update = new NpgsqlBatchCommand(
            "update notice set status = @status, due_at = coalesce(@due, due_at), attempts = case when @counts then @attempt else "
                + "@attempt - 1 end, "
                + "reason = @reason, channel = coalesce(@channel, channel), language = coalesce(@language, language), customer = "
                + "coalesce(@customer, customer), "
                + "ended_at = case when @status = 'waiting' then null else @now end where number = @number and status = 'waiting' "
                + "and due_at = @lease"
        );
        update.Parameters.AddWithValue("status", outcome.Status.ToCode());
        update.Parameters.AddWithValue("due", NpgsqlDbType.TimestampTz, (object?)outcome.DueAt?.UtcDateTime ?? DBNull.Value);
        update.Parameters.AddWithValue("counts", outcome.Counts);
        update.Parameters.AddWithValue("attempt", notice.Attempt);
        update.Parameters.AddWithValue("customer", NpgsqlDbType.Text, (object?)outcome.Customer ?? DBNull.Value);
        update.Parameters.AddWithValue("language", NpgsqlDbType.Text, (object?)outcome.Language ?? DBNull.Value);
        update.Parameters.AddWithValue("lease", NpgsqlDbType.TimestampTz, notice.Lease);
        Common(update, notice, outcome, now);
        batch.BatchCommands.Add(update);
        if (outcome.Counts)
        {
            var attempt = new NpgsqlBatchCommand(
                "insert into notice_attempt (notice, attempt, at, channel, outcome, reason) values (@number, @attempt, @now, "
                    + "@channel, @outcome, @reason) "
                    + "on conflict (notice, attempt) do nothing"
            );
            attempt.Parameters.AddWithValue("attempt", notice.Attempt);
            attempt.Parameters.AddWithValue("outcome", outcome.Status == NoticeStatus.Waiting ? "retry" : outcome.Status.ToCode());
            Common(attempt, notice, outcome, now);
            batch.BatchCommands.Add(attempt);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (update.RecordsAffected == 0)
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Removes what the log need not keep any longer, a portion at a time.</summary>
    public async Task RemoveOld(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "with old as (delete from notice where number in ("
                + "select number from notice where planned_at < @before and status <> 'waiting' limit 1000) returning number) "
                + "delete from notice_attempt where notice in (select number from old)"
        );
        command.Parameters.AddWithValue("before", NpgsqlDbType.TimestampTz, (clock.GetUtcNow() - options.Value.KeptFor).UtcDateTime);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Common(NpgsqlBatchCommand command, DueNotice notice, NoticeOutcome outcome, DateTime now)
    {
        command.Parameters.AddWithValue("number", notice.Number);
        command.Parameters.AddWithValue("reason", NpgsqlDbType.Text, (object?)outcome.Reason ?? DBNull.Value);
        command.Parameters.AddWithValue("channel", NpgsqlDbType.Text, (object?)outcome.Channel?.ToCode() ?? DBNull.Value);
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now);
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
