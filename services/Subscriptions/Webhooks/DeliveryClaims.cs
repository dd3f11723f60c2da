using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>A delivery that this replica holds for one attempt.</summary>
internal sealed record ClaimedDelivery(
    long Id,
    Guid Lease,
    string Endpoint,
    DeliveryKind Kind,
    Guid EventId,
    int Attempts,
    DateTimeOffset? FirstAttemptAt,
    bool Warned,
    StreamEvent? Event,
    string? Body
);

/// <summary>
/// Claims due deliveries with FOR UPDATE SKIP LOCKED, so that replicas share them. A claim moves the row's due time behind the attempt's
/// end: what a killed replica held comes back by itself. Every endpoint has slots of its own in every replica: a stuck one fills its own
/// and nobody else's.
/// </summary>
internal sealed class DeliveryClaims(NpgsqlDataSource dataSource, IOptions<WebhookOptions> options, TimeProvider clock)
{
    // After an attempt's time is up its result still has to be written.
    private static readonly TimeSpan LeaseBeyondTimeout = TimeSpan.FromSeconds(15);

    // What an event is comes from the index; columns in the order of EventTables.Columns come first.
    private const string ClaimSql = """
        with slots as (
          select s.endpoint, s.warned, least(@most - coalesce(b.busy, 0), coalesce(g.granted, @most)) as free
          from webhook_state s
          left join unnest(@busy_endpoints, @busy_counts) as b (endpoint, busy) on b.endpoint = s.endpoint
          left join unnest(@granted_endpoints, @granted_counts) as g (endpoint, granted) on g.endpoint = s.endpoint
          where s.active and (s.paused_until is null or s.paused_until <= @now) and (s.allowed_rate = 0 or g.granted > 0)),
        picked as (
          select due.id as delivery, slots.warned, e.* from slots cross join lateral (
            select d.id, d.position from webhook_delivery d
            where d.endpoint = slots.endpoint and d.status = 'pending' and d.due_at <= @now and not exists (
              select from webhook_delivery o where o.endpoint = d.endpoint and o.lane = d.lane and o.ticket = d.ticket
                  and o.status = 'pending'
              and o.position < d.position and (o.hold_until is null or o.hold_until > @now))
            order by d.due_at, d.position limit greatest(slots.free, 0) for update skip locked) due
          left join stream_event e on e.position = due.position)
        update webhook_delivery d
        set due_at = @lease_until, lease = gen_random_uuid(), out_of_order = d.out_of_order or exists (
          select from webhook_delivery o where o.endpoint = d.endpoint and o.lane = d.lane and o.ticket = d.ticket and o.status = 'pending'
          and o.position < d.position)
        from picked p where d.id = p.delivery
        returning p.position, p.id, p.type, p.source, p.subject, p.ticket, p.site, p.classification, p.time, p.body, p.level,
          d.id, d.endpoint, d.kind, d.event_id, d.attempts, d.first_attempt_at, p.warned, d.body, d.lease
        """;

    private readonly WebhookOptions _options = options.Value;

    /// <summary>Claims what is due, up to the slots that <paramref name="busy"/> leaves each endpoint in this replica.</summary>
    public async Task<List<ClaimedDelivery>> Claim(IReadOnlyCollection<KeyValuePair<string, int>> busy, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var claimed = new List<ClaimedDelivery>();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var grants = await Grants(connection, _options.EndpointConcurrency, now, cancellationToken);
        await using (var command = new NpgsqlCommand(ClaimSql, connection))
        {
            command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now.UtcDateTime);
            command.Parameters.AddWithValue(
                "lease_until",
                NpgsqlDbType.TimestampTz,
                (now + _options.Timeout + LeaseBeyondTimeout).UtcDateTime
            );
            command.Parameters.AddWithValue("most", _options.EndpointConcurrency);
            command.Parameters.AddWithValue("busy_endpoints", busy.Select(b => b.Key).ToArray());
            command.Parameters.AddWithValue("busy_counts", busy.Select(b => b.Value).ToArray());
            command.Parameters.AddWithValue("granted_endpoints", grants.Select(g => g.Endpoint).ToArray());
            command.Parameters.AddWithValue("granted_counts", grants.Select(g => g.Count).ToArray());
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                claimed.Add(Read(reader));
            }
        }

        await Spend(connection, grants, claimed, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return claimed;
    }

    // Endpoints that granted a rate share it over all replicas through one row.
    private static async Task<List<Grant>> Grants(
        NpgsqlConnection connection,
        int most,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        // The claim need not wait for the disk: lost in a crash of the database, it is made again, which is what at least once means.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('synchronous_commit', 'off', true)"));
        var command = new NpgsqlBatchCommand(
            "select s.endpoint, s.allowed_rate, s.next_slot from webhook_state s where s.active and s.allowed_rate > 0 "
                + "and exists (select from webhook_delivery d where d.endpoint = s.endpoint and d.status = 'pending' and d.due_at <= "
                + "@now) for update skip locked"
        );
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now.UtcDateTime);
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var grants = new List<Grant>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (rate, next) = (reader.GetInt32(1), reader.IsDBNull(2) ? null : (DateTimeOffset?)reader.GetFieldValue<DateTimeOffset>(2));
            grants.Add(new Grant(reader.GetString(0), rate, next, AllowedRate.Take(next, now, rate, most).Granted));
        }

        return grants;
    }

    private static async Task Spend(
        NpgsqlConnection connection,
        List<Grant> grants,
        List<ClaimedDelivery> claimed,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        foreach (var grant in grants)
        {
            await using var command = new NpgsqlCommand(
                "update webhook_state set next_slot = @next where endpoint = @endpoint",
                connection
            );
            var used = claimed.Count(c => c.Endpoint == grant.Endpoint);
            command.Parameters.AddWithValue(
                "next",
                NpgsqlDbType.TimestampTz,
                AllowedRate.Take(grant.Next, now, grant.Rate, used).Next.UtcDateTime
            );
            command.Parameters.AddWithValue("endpoint", grant.Endpoint);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static ClaimedDelivery Read(NpgsqlDataReader row) =>
        new(
            row.GetInt64(11),
            row.GetGuid(19),
            row.GetString(12),
            Json.FromCode<DeliveryKind>(row.GetString(13))!.Value,
            row.GetGuid(14),
            row.GetInt32(15),
            row.IsDBNull(16) ? null : row.GetFieldValue<DateTimeOffset>(16),
            row.GetBoolean(17),
            row.IsDBNull(0) ? null : EventIndex.Read(row),
            row.IsDBNull(18) ? null : row.GetString(18)
        );

    private sealed record Grant(string Endpoint, int Rate, DateTimeOffset? Next, int Count);
}
