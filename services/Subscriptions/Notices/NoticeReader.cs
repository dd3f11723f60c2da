using System.Text.Json;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Subscriptions.Notices;

/// <summary>
/// E6: reads the event index behind a stored position, like any reader, and plans what committed events ask for. Notices and position are
/// saved in one transaction; the row of the position is the lock, so of several replicas one reads at a time.
/// </summary>
internal sealed class NoticeReader(
    EventIndex index,
    NpgsqlDataSource dataSource,
    EmailSender email,
    ISmsSender sms,
    IOptions<NoticeOptions> options,
    TimeProvider clock,
    ILogger<NoticeReader> logger
) : BackgroundService
{
    private const int PageSize = 500;
    private const string Cursor = "notices";
    private static readonly EventFilter Asking = new() { Types = [.. NoticeRules.ByType.Select(t => t.Key)] };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await ReadPage(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogWarning(exception, "The event index cannot be read for notices; trying again.");
            }

            if (!more)
            {
                await Task.Delay(options.Value.ReadInterval, clock, stoppingToken);
            }
        }
    }

    /// <summary>What <paramref name="e"/> asks for; nothing when it happened too long ago. Pure.</summary>
    internal static IReadOnlyList<PlannedNotice> Plan(StreamEvent e, NoticeOptions options, DateTimeOffset now)
    {
        if (e.Time < now - options.OldestFact || !NoticeRules.ByType.Contains(e.Type))
        {
            return [];
        }

        using var document = JsonDocument.Parse(e.Body);
        var data = document.RootElement.TryGetProperty("data", out var given) ? given : default;
        var ticket = data.Text("ticketNumber") ?? (e.Source.StartsWith("/tickets/", StringComparison.Ordinal) ? e.Ticket : null);
        return
        [
            .. from rule in NoticeRules.ByType[e.Type]
            from recipient in rule.Recipients(data, options)
            let facts = data.ValueKind == JsonValueKind.Object ? data.GetRawText() : "{}"
            select new PlannedNotice(e.Id, rule.Kind, recipient, ticket, e.Subject, facts, e.Time),
        ];
    }

    private async Task<bool> ReadPage(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Before the lock: that is written too.
        await connection.LetItNotWait(cancellationToken);
        if (await LockPosition(connection, cancellationToken) is not { } position)
        {
            await transaction.CommitAsync(cancellationToken);
            return false;
        }

        // Read first: whatever is written behind it is for the next page.
        var head = await index.Head(cancellationToken);
        var events = await index.After(position, Asking, PageSize, cancellationToken, head);
        var now = clock.GetUtcNow();
        var planned = events.SelectMany(e => Plan(e, options.Value, now)).ToList();
        var read = events.Count < PageSize ? Math.Max(head, position) : events[^1].Position;
        if (read > position)
        {
            await Save(connection, planned, read, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return events.Count == PageSize;
    }

    // Null while another replica reads.
    private async Task<long?> LockPosition(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Lock = "select position from notice_cursor where name = @name for update skip locked";
        await using var command = new NpgsqlCommand(Lock, connection);
        command.Parameters.AddWithValue("name", Cursor);
        if (await command.ExecuteScalarAsync(cancellationToken) is long position)
        {
            return position;
        }

        // A new installation begins where the oldest fact lies that may still be told; of two that begin at once, one inserts.
        var start = await index.Before(clock.GetUtcNow() - options.Value.OldestFact, cancellationToken);
        await using var insert = new NpgsqlCommand(
            "insert into notice_cursor (name, position) values (@name, @position) on conflict (name) do nothing",
            connection
        );
        insert.Parameters.AddWithValue("name", Cursor);
        insert.Parameters.AddWithValue("position", start);
        return await insert.ExecuteNonQueryAsync(cancellationToken) == 1 ? start : null;
    }

    private async Task Save(
        NpgsqlConnection connection,
        List<PlannedNotice> planned,
        long position,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        if (planned.Count > 0)
        {
            var insert = new NpgsqlBatchCommand(
                "insert into notice "
                    + "(number, event_id, kind, recipient, ticket, subject, data, event_time, planned_at, status, reason, ended_at, "
                    + "due_at, attempts) "
                    + $"select nextval('{NoticeTables.NumberSequence}'), e, k, r, t, s, d::jsonb, at, @now, @status, @reason, "
                    + "@ended, @now, 0 "
                    + "from unnest(@events, @kinds, @recipients, @tickets, @subjects, @data, @times) as n (e, k, r, t, s, d, at) "
                    + "on conflict (event_id, kind, recipient) do nothing"
            );
            insert.Parameters.AddWithValue("events", planned.Select(p => p.EventId).ToArray());
            insert.Parameters.AddWithValue("kinds", planned.Select(p => p.Kind.ToCode()).ToArray());
            insert.Parameters.AddWithValue("recipients", planned.Select(p => p.Recipient.ToString()).ToArray());
            insert.Parameters.AddWithValue("tickets", NpgsqlDbType.Array | NpgsqlDbType.Text, planned.Select(p => p.Ticket).ToArray());
            insert.Parameters.AddWithValue("subjects", planned.Select(p => p.Subject).ToArray());
            insert.Parameters.AddWithValue("data", planned.Select(p => p.Data).ToArray());
            insert.Parameters.AddWithValue(
                "times",
                NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                planned.Select(p => p.EventTime.UtcDateTime).ToArray()
            );
            insert.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now.UtcDateTime);
            // Where nothing can be sent at all, they end here: claiming each of them only to find that out costs more than all the rest.
            var canSend = email.IsConfigured || sms.IsConfigured;
            insert.Parameters.AddWithValue("status", (canSend ? NoticeStatus.Waiting : NoticeStatus.Suppressed).ToCode());
            insert.Parameters.AddWithValue("reason", NpgsqlDbType.Text, canSend ? DBNull.Value : "no-channel");
            insert.Parameters.AddWithValue("ended", NpgsqlDbType.TimestampTz, canSend ? DBNull.Value : now.UtcDateTime);
            batch.BatchCommands.Add(insert);
        }

        var move = new NpgsqlBatchCommand("update notice_cursor set position = @position where name = @name and position < @position");
        move.Parameters.AddWithValue("name", Cursor);
        move.Parameters.AddWithValue("position", position);
        batch.BatchCommands.Add(move);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>A notice that an event asks for.</summary>
internal sealed record PlannedNotice(
    Guid EventId,
    NoticeKind Kind,
    Recipient Recipient,
    string? Ticket,
    string Subject,
    string Data,
    DateTimeOffset EventTime
);
