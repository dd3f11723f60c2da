using System.Diagnostics.Metrics;
using System.Threading.Channels;
using CustomerService.ServiceDefaults;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>One attempt and what follows from it.</summary>
/// <param name="Delivery">What was attempted.</param>
/// <param name="Began">When.</param>
/// <param name="Duration">How long it took; null when it was given up without a request.</param>
/// <param name="Answer">What came back.</param>
/// <param name="Status">Where the delivery stands now.</param>
/// <param name="At">The next attempt, or the end.</param>
/// <param name="PauseUntil">Until when the endpoint wants to be left alone, or null.</param>
internal sealed record DeliveryResult(
    ClaimedDelivery Delivery,
    DateTimeOffset Began,
    TimeSpan? Duration,
    Answer Answer,
    DeliveryStatus Status,
    DateTimeOffset At,
    DateTimeOffset? PauseUntil
);

/// <summary>Writes the results of many attempts in one transaction: one commit a delivery would be most of its cost.</summary>
internal sealed class DeliveryResults(
    NpgsqlDataSource dataSource,
    IOptions<WebhookOptions> options,
    IMeterFactory meters,
    TimeProvider clock,
    ILogger<DeliveryResults> logger
) : BackgroundService
{
    private const int BatchSize = 256;

    private readonly Counter<long> _attempts = meters
        .Create("CustomerService")
        .CreateCounter<long>(
            "customerservice.webhooks.attempts",
            description: "Attempts to deliver, by where the delivery stands afterwards."
        );

    private readonly Channel<(DeliveryResult Result, TaskCompletionSource Written)> _queue = Channel.CreateUnbounded<(
        DeliveryResult,
        TaskCompletionSource
    )>();

    /// <summary>Returns when the result is stored.</summary>
    public Task Write(DeliveryResult result)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Writer.TryWrite((result, written));
        return written.Task;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _queue.Reader.WaitToReadAsync(stoppingToken))
        {
            var batch = new List<(DeliveryResult Result, TaskCompletionSource Written)>();
            while (batch.Count < BatchSize && _queue.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            try
            {
                await Store([.. batch.Select(b => b.Result)], stoppingToken);
                batch.ForEach(b => b.Written.SetResult());
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Not kept and tried again: the attempts are made again when their leases end, which is what at least once means.
                logger.LogWarning(exception, "{Count} attempts could not be noted.", batch.Count);
                batch.ForEach(b => b.Written.TrySetException(exception));
                await Task.Delay(options.Value.PollInterval, clock, stoppingToken);
            }
        }
    }

    private async Task Store(IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        // Nor need the results: one lost in a crash of the database is a delivery made twice, under the same id.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(DerivedData.NeedNotWait));
        batch.BatchCommands.Add(Deliveries(results));
        batch.BatchCommands.Add(Attempts(results));
        batch.BatchCommands.Add(Successes(results));
        batch.BatchCommands.Add(Pauses(results));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var result in results)
        {
            _attempts.Add(1, new KeyValuePair<string, object?>("status", result.Status.ToCode()));
        }
    }

    // By the lease: a replica that was too slow does not undo what another one noted meanwhile.
    private NpgsqlBatchCommand Deliveries(IReadOnlyList<DeliveryResult> results)
    {
        var command = new NpgsqlBatchCommand(
            "update webhook_delivery d set status = r.status, due_at = r.at, attempts = d.attempts + r.made, lease = null, "
                + "first_attempt_at = coalesce(d.first_attempt_at, r.began), hold_until = coalesce(d.hold_until, r.began + @hold), "
                + "finished_at = case when r.status <> 'pending' then r.at end, last_status = r.answer, last_error = r.error "
                + "from unnest(@ids, @leases, @statuses, @ats, @begans, @mades, @answers, @errors) as r (id, lease, status, at, "
                + "began, made, answer, error) "
                + "where d.id = r.id and d.lease = r.lease and d.status = 'pending'"
        );
        command.Parameters.AddWithValue("hold", options.Value.HoldFor);
        command.Parameters.AddWithValue("ids", results.Select(r => r.Delivery.Id).ToArray());
        command.Parameters.AddWithValue("leases", results.Select(r => r.Delivery.Lease).ToArray());
        command.Parameters.AddWithValue("statuses", results.Select(r => r.Status.ToCode()).ToArray());
        command.Parameters.AddWithValue(
            "ats",
            NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
            results.Select(r => r.At.UtcDateTime).ToArray()
        );
        command.Parameters.AddWithValue(
            "begans",
            NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
            results.Select(r => r.Began.UtcDateTime).ToArray()
        );
        command.Parameters.AddWithValue("mades", results.Select(r => r.Duration is null ? 0 : 1).ToArray());
        command.Parameters.AddWithValue("answers", results.Select(r => r.Answer.Status).ToArray());
        command.Parameters.AddWithValue("errors", results.Select(r => r.Answer.Error).ToArray());
        return command;
    }

    private static NpgsqlBatchCommand Attempts(IReadOnlyList<DeliveryResult> results)
    {
        var made = results.Where(r => r.Duration is not null).ToList();
        var command = new NpgsqlBatchCommand(
            "insert into webhook_attempt (delivery, number, at, duration_ms, status, error, response) "
                + "select * from unnest(@ids, @numbers, @ats, @durations, @statuses, @errors, @responses) on conflict (delivery, "
                + "number) do nothing"
        );
        command.Parameters.AddWithValue("ids", made.Select(r => r.Delivery.Id).ToArray());
        command.Parameters.AddWithValue("numbers", made.Select(r => r.Delivery.Attempts + 1).ToArray());
        command.Parameters.AddWithValue(
            "ats",
            NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
            made.Select(r => r.Began.UtcDateTime).ToArray()
        );
        command.Parameters.AddWithValue("durations", made.Select(r => (int)r.Duration!.Value.TotalMilliseconds).ToArray());
        command.Parameters.AddWithValue("statuses", made.Select(r => r.Answer.Status).ToArray());
        command.Parameters.AddWithValue("errors", made.Select(r => r.Answer.Error).ToArray());
        command.Parameters.AddWithValue("responses", made.Select(r => r.Answer.Excerpt).ToArray());
        return command;
    }

    // Once a second at most: every delivery of an endpoint would otherwise write the same row.
    private static NpgsqlBatchCommand Successes(IReadOnlyList<DeliveryResult> results)
    {
        var successes = results
            .Where(r => r.Status == DeliveryStatus.Delivered)
            .GroupBy(r => r.Delivery.Endpoint)
            .Select(g => (Endpoint: g.Key, At: g.Max(r => r.At)))
            .OrderBy(s => s.Endpoint, StringComparer.Ordinal)
            .ToList();
        return OnStates(
            "update webhook_state s set last_success_at = r.at from unnest(@endpoints, @ats) as r (endpoint, at) "
                + "where s.endpoint = r.endpoint and (s.last_success_at is null or s.last_success_at < r.at - interval '1 second')",
            successes
        );
    }

    private static NpgsqlBatchCommand Pauses(IReadOnlyList<DeliveryResult> results)
    {
        var pauses = results
            .Where(r => r.PauseUntil is not null)
            .GroupBy(r => r.Delivery.Endpoint)
            .Select(g => (Endpoint: g.Key, At: g.Max(r => r.PauseUntil!.Value)))
            .OrderBy(p => p.Endpoint, StringComparer.Ordinal)
            .ToList();
        return OnStates(
            "update webhook_state s set paused_until = greatest(s.paused_until, r.at) from unnest(@endpoints, @ats) as r (endpoint, at) "
                + "where s.endpoint = r.endpoint",
            pauses
        );
    }

    private static NpgsqlBatchCommand OnStates(string sql, List<(string Endpoint, DateTimeOffset At)> rows)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddWithValue("endpoints", rows.Select(r => r.Endpoint).ToArray());
        command.Parameters.AddWithValue("ats", NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, rows.Select(r => r.At.UtcDateTime).ToArray());
        return command;
    }
}
