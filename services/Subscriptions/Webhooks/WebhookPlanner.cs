using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Subscribers;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>
/// Turns events into deliveries: claims lanes with FOR UPDATE SKIP LOCKED, reads what matches behind each one's position, writes the
/// deliveries and moves the position in one transaction. Replicas share the lanes; a crash leaves a lane where it was.
/// </summary>
internal sealed class WebhookPlanner(
    EventFeed feed,
    IDocumentStore store,
    NpgsqlDataSource dataSource,
    IOptions<WebhookOptions> options,
    TimeProvider clock,
    ILogger<WebhookPlanner> logger
) : BackgroundService
{
    public const string Channel = "webhook_delivery";
    private const int LanesAtOnce = 64;

    // Events that come close together are planned together.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan CleaningInterval = TimeSpan.FromMinutes(10);
    private readonly WebhookOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cleanedAt = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var head = feed.Head;
                while (await PlanSome(head, stoppingToken) > 0) { }

                if (clock.GetUtcNow() - cleanedAt > CleaningInterval)
                {
                    await Clean(stoppingToken);
                    cleanedAt = clock.GetUtcNow();
                }

                // Wakes with the next event; the poll is for lanes that were full or are new.
                await feed.Next(head, EventFilter.All, _options.PollInterval, stoppingToken);
                await Task.Delay(Pause, clock, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "Deliveries cannot be planned; trying again.");
                await Task.Delay(_options.PollInterval, clock, stoppingToken);
            }
        }
    }

    private async Task<int> PlanSome(long head, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var lanes = await Claim(connection, head, cancellationToken);
        if (lanes.Count == 0)
        {
            await transaction.CommitAsync(cancellationToken);
            return 0;
        }

        await connection.LetItNotWait(cancellationToken);
        await using var query = store.QuerySession();
        var endpoints = (
            await query.LoadManyAsync<WebhookEndpoint>(cancellationToken, lanes.Select(l => l.Endpoint).Distinct())
        ).ToDictionary(e => e.Id);
        var subscribers = (
            await query.LoadManyAsync<Subscriber>(cancellationToken, endpoints.Values.Select(e => e.Subscriber).Distinct())
        ).ToDictionary(s => s.Id);
        var planned = new List<(Lane Lane, StreamEvent Event)>();
        var moved = new List<Lane>();
        foreach (var lane in lanes)
        {
            var filter =
                endpoints.GetValueOrDefault(lane.Endpoint) is { } endpoint
                && ReaderScope.OfSubscriber(endpoint.Subscriber, subscribers.GetValueOrDefault(endpoint.Subscriber)).Filter is { } scope
                    ? endpoint.Filter.Within(scope)
                    : null;
            if (filter is null)
            {
                continue;
            }

            var page = await feed.Next(lane.Position, filter, TimeSpan.Zero, cancellationToken);
            planned.AddRange(page.Events.Where(e => e.Position <= lane.Until).Select(e => (lane, e)));
            moved.Add(lane with { Position = Math.Min(page.Position, lane.Until) });
        }

        await Write(connection, planned, moved, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return moved.Count;
    }

    // A lane whose endpoint has enough to do stays where it is: what an endpoint cannot take costs no rows.
    private async Task<List<Lane>> Claim(NpgsqlConnection connection, long head, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select l.endpoint, l.lane, l.position, l.until from webhook_lane l join webhook_state s on s.endpoint = l.endpoint "
                + "where s.active and l.position < @head and l.position < l.until and (select count(*) from ("
                + "select from webhook_delivery d where d.endpoint = l.endpoint and d.status = 'pending' limit @most) outstanding) < "
                + "@most "
                + "order by l.position desc limit @lanes for update of l skip locked",
            connection
        );
        command.Parameters.AddWithValue("head", head);
        command.Parameters.AddWithValue("most", _options.MaximumOutstanding);
        command.Parameters.AddWithValue("lanes", LanesAtOnce);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lanes = new List<Lane>();
        while (await reader.ReadAsync(cancellationToken))
        {
            lanes.Add(new Lane(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return lanes;
    }

    private async Task Write(
        NpgsqlConnection connection,
        List<(Lane Lane, StreamEvent Event)> planned,
        List<Lane> moved,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        if (planned.Count > 0)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var insert = new NpgsqlBatchCommand(
                "insert into webhook_delivery (id, endpoint, lane, position, kind, event_id, type, ticket, status, created_at, "
                    + "due_at, attempts, out_of_order) "
                    + $"select nextval('{WebhookTables.Sequence}'), endpoint, lane, position, kind, event_id, type, ticket, "
                    + "'pending', @now, @now, 0, false "
                    + "from unnest(@endpoints, @lanes, @positions, @kinds, @events, @types, @tickets) with ordinality "
                    + "as p (endpoint, lane, position, kind, event_id, type, ticket, ordinal) order by ordinal on conflict "
                    + "(endpoint, lane, position) do nothing"
            );
            insert.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now);
            insert.Parameters.AddWithValue("endpoints", planned.Select(p => p.Lane.Endpoint).ToArray());
            insert.Parameters.AddWithValue("lanes", planned.Select(p => p.Lane.Number).ToArray());
            insert.Parameters.AddWithValue("positions", planned.Select(p => p.Event.Position).ToArray());
            insert.Parameters.AddWithValue(
                "kinds",
                planned.Select(p => (p.Lane.Number == WebhookTables.LiveLane ? DeliveryKind.Event : DeliveryKind.Replay).ToCode()).ToArray()
            );
            insert.Parameters.AddWithValue("events", planned.Select(p => p.Event.Id).ToArray());
            insert.Parameters.AddWithValue("types", planned.Select(p => p.Event.Type).ToArray());
            insert.Parameters.AddWithValue("tickets", planned.Select(p => p.Event.Ticket).ToArray());
            batch.BatchCommands.Add(insert);
            batch.BatchCommands.Add(ReleaseFullTickets(planned, now));
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"select pg_notify('{Channel}', '')"));
        }

        var going = moved.Where(l => l.Position < l.Until).ToList();
        batch.BatchCommands.Add(
            OnLanes(
                "update webhook_lane l set position = m.position from unnest(@endpoints, @lanes, @positions) as m (endpoint, lane, "
                    + "position) "
                    + "where l.endpoint = m.endpoint and l.lane = m.lane",
                going
            )
        );
        // A replay that is at its end.
        batch.BatchCommands.Add(
            OnLanes(
                "delete from webhook_lane l using unnest(@endpoints, @lanes, @positions) as m (endpoint, lane, position) "
                    + "where l.endpoint = m.endpoint and l.lane = m.lane",
                [.. moved.Except(going)]
            )
        );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand OnLanes(string sql, List<Lane> lanes)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddWithValue("endpoints", lanes.Select(l => l.Endpoint).ToArray());
        command.Parameters.AddWithValue("lanes", lanes.Select(l => l.Number).ToArray());
        command.Parameters.AddWithValue("positions", lanes.Select(l => l.Position).ToArray());
        return command;
    }

    // Where too many of a ticket wait behind one that failed, they go on without it.
    private NpgsqlBatchCommand ReleaseFullTickets(List<(Lane Lane, StreamEvent Event)> planned, DateTime now)
    {
        var tickets = planned.Select(p => (p.Lane.Endpoint, p.Lane.Number, p.Event.Ticket)).Distinct().ToList();
        var release = new NpgsqlBatchCommand(
            "update webhook_delivery d set hold_until = @now from unnest(@endpoints, @lanes, @tickets) as t (endpoint, lane, ticket) "
                + "where d.endpoint = t.endpoint and d.lane = t.lane and d.ticket = t.ticket and d.status = 'pending' and "
                + "d.hold_until > @now "
                + "and (select count(*) from webhook_delivery w where w.endpoint = t.endpoint and w.lane = t.lane and w.ticket = "
                + "t.ticket and w.status = 'pending' "
                + "and w.position > d.position) > @most"
        );
        release.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now);
        release.Parameters.AddWithValue("endpoints", tickets.Select(t => t.Endpoint).ToArray());
        release.Parameters.AddWithValue("lanes", tickets.Select(t => t.Number).ToArray());
        release.Parameters.AddWithValue("tickets", tickets.Select(t => t.Ticket).ToArray());
        release.Parameters.AddWithValue("most", _options.HoldUpTo);
        return release;
    }

    // A portion at a time: a long log must not hold locks for long.
    private async Task Clean(CancellationToken cancellationToken)
    {
        long deleted;
        do
        {
            await using var command = dataSource.CreateCommand(
                "with old as (delete from webhook_delivery where id in (select id from webhook_delivery where finished_at < @before "
                    + "limit 5000) returning id), "
                    + "attempts as (delete from webhook_attempt where delivery in (select id from old)) select count(*) from old"
            );
            command.Parameters.AddWithValue("before", NpgsqlDbType.TimestampTz, (clock.GetUtcNow() - _options.LogRetention).UtcDateTime);
            deleted = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        } while (deleted > 0);
    }

    private sealed record Lane(string Endpoint, long Number, long Position, long Until);
}
