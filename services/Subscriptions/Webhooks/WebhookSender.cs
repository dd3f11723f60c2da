using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Access;
using CustomerService.Subscriptions.Events;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>A delivery that this replica holds for one attempt.</summary>
internal sealed record ClaimedDelivery(
    Guid Id, Guid Lease, string Endpoint, DeliveryKind Kind, Guid EventId, int Attempts, DateTimeOffset? FirstAttemptAt, bool Warned, StreamEvent? Event,
    string? Body);

/// <summary>
/// Claims due deliveries with FOR UPDATE SKIP LOCKED and makes one attempt of each. A claim moves the row's due time behind the attempt's end, so what a
/// killed replica held comes back by itself. Every endpoint has slots of its own in every replica: a stuck one fills its own and nobody else's.
/// </summary>
internal sealed class WebhookSender(
    WebhookClient client, DeliveryResults results, EndpointFailures failures, SecretSeal seal, IDocumentStore store, NpgsqlDataSource dataSource, IConfiguration configuration,
    IOptions<WebhookOptions> options, TimeProvider clock, ILogger<WebhookSender> logger)
    : BackgroundService
{
    // After an attempt's time is up its result still has to be written.
    private static readonly TimeSpan LeaseBeyondTimeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    // What an event is comes from the index; columns in the order of EventTables.Columns come first.
    private const string ClaimSql =
        """
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
              select from webhook_delivery o where o.endpoint = d.endpoint and o.lane = d.lane and o.ticket = d.ticket and o.status = 'pending'
              and o.position < d.position and (o.hold_until is null or o.hold_until > @now))
            order by d.due_at, d.position limit greatest(slots.free, 0) for update skip locked) due
          left join stream_event e on e.position = due.position)
        update webhook_delivery d
        set due_at = @lease_until, lease = @lease, out_of_order = d.out_of_order or exists (
          select from webhook_delivery o where o.endpoint = d.endpoint and o.lane = d.lane and o.ticket = d.ticket and o.status = 'pending'
          and o.position < d.position)
        from picked p where d.id = p.delivery
        returning p.position, p.id, p.type, p.source, p.subject, p.ticket, p.site, p.classification, p.time, p.body,
          d.id, d.endpoint, d.kind, d.event_id, d.attempts, d.first_attempt_at, p.warned, d.body
        """;

    private readonly WebhookOptions _options = options.Value;
    private readonly ConcurrentDictionary<string, int> _busy = new();
    private readonly ConcurrentDictionary<Task, bool> _attempts = new();
    private readonly SemaphoreSlim _wake = new(0);

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(Listen(stoppingToken), Send(stoppingToken));
        }
        finally
        {
            // What has been sent is noted, too: a request broken off would be made again by another replica.
            await Task.WhenAll(_attempts.Keys);
        }
    }

    private async Task Send(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var claimed = await Claim(stoppingToken);
                if (claimed.Count == 0)
                {
                    await _wake.WaitAsync(_options.PollInterval, stoppingToken);
                }

                while (_wake.CurrentCount > 0)
                {
                    await _wake.WaitAsync(stoppingToken);
                }

                await Task.Delay(Pause, clock, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "Deliveries cannot be claimed; trying again.");
                await Task.Delay(_options.PollInterval, clock, stoppingToken);
            }
        }
    }

    // Planners of other replicas say when there is something new.
    private async Task Listen(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(EventFeed.Own(configuration));
                await connection.OpenAsync(stoppingToken);
                connection.Notification += (_, _) => _wake.Release();
                await using (var listen = new NpgsqlCommand($"listen {WebhookPlanner.Channel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                while (true)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "Nobody wakes the sender; it polls instead.");
                await Task.Delay(_options.PollInterval, clock, stoppingToken);
            }
        }
    }

    private async Task<List<ClaimedDelivery>> Claim(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var lease = Guid.NewGuid();
        var claimed = new List<ClaimedDelivery>();
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            var grants = await Grants(connection, _options.EndpointConcurrency, now, cancellationToken);
            await using (var command = new NpgsqlCommand(ClaimSql, connection))
            {
                var busy = _busy.ToArray();
                command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now.UtcDateTime);
                command.Parameters.AddWithValue("lease_until", NpgsqlDbType.TimestampTz, (now + _options.Timeout + LeaseBeyondTimeout).UtcDateTime);
                command.Parameters.AddWithValue("lease", lease);
                command.Parameters.AddWithValue("most", _options.EndpointConcurrency);
                command.Parameters.AddWithValue("busy_endpoints", busy.Select(b => b.Key).ToArray());
                command.Parameters.AddWithValue("busy_counts", busy.Select(b => b.Value).ToArray());
                command.Parameters.AddWithValue("granted_endpoints", grants.Select(g => g.Endpoint).ToArray());
                command.Parameters.AddWithValue("granted_counts", grants.Select(g => g.Count).ToArray());
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                    claimed.Add(Read(reader, lease));
                }
            }

            await Spend(connection, grants, claimed, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        if (claimed.Count > 0)
        {
            await Start(claimed, cancellationToken);
        }

        return claimed;
    }

    // Endpoints that granted a rate share it over all replicas through one row.
    private static async Task<List<Grant>> Grants(NpgsqlConnection connection, int most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select s.endpoint, s.allowed_rate, s.next_slot from webhook_state s where s.active and s.allowed_rate > 0 " +
            "and exists (select from webhook_delivery d where d.endpoint = s.endpoint and d.status = 'pending' and d.due_at <= @now) for update skip locked", connection);
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now.UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var grants = new List<Grant>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (rate, next) = (reader.GetInt32(1), reader.IsDBNull(2) ? null : (DateTimeOffset?)reader.GetFieldValue<DateTimeOffset>(2));
            grants.Add(new Grant(reader.GetString(0), rate, next, AllowedRate.Take(next, now, rate, most).Granted));
        }

        return grants;
    }

    private static async Task Spend(
        NpgsqlConnection connection, List<Grant> grants, List<ClaimedDelivery> claimed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var grant in grants)
        {
            await using var command = new NpgsqlCommand("update webhook_state set next_slot = @next where endpoint = @endpoint", connection);
            var used = claimed.Count(c => c.Endpoint == grant.Endpoint);
            command.Parameters.AddWithValue("next", NpgsqlDbType.TimestampTz, AllowedRate.Take(grant.Next, now, grant.Rate, used).Next.UtcDateTime);
            command.Parameters.AddWithValue("endpoint", grant.Endpoint);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static ClaimedDelivery Read(NpgsqlDataReader row, Guid lease) => new(
        row.GetGuid(10), lease, row.GetString(11), Json.FromCode<DeliveryKind>(row.GetString(12))!.Value, row.GetGuid(13), row.GetInt32(14),
        row.IsDBNull(15) ? null : row.GetFieldValue<DateTimeOffset>(15), row.GetBoolean(16), row.IsDBNull(0) ? null : EventIndex.Read(row),
        row.IsDBNull(17) ? null : row.GetString(17));

    private async Task Start(List<ClaimedDelivery> claimed, CancellationToken cancellationToken)
    {
        await using var query = store.QuerySession();
        var endpoints = (await query.LoadManyAsync<WebhookEndpoint>(cancellationToken, claimed.Select(c => c.Endpoint).Distinct())).ToDictionary(e => e.Id);
        var subscribers = (await query.LoadManyAsync<Subscriber>(cancellationToken, endpoints.Values.Select(e => e.Subscriber).Distinct())).ToDictionary(s => s.Id);
        foreach (var delivery in claimed)
        {
            _busy.AddOrUpdate(delivery.Endpoint, 1, (_, busy) => busy + 1);
            var endpoint = endpoints[delivery.Endpoint];
            var scope = ReaderScope.OfSubscriber(endpoint.Subscriber, subscribers.GetValueOrDefault(endpoint.Subscriber)).Filter;
            var attempt = Attempt(delivery, endpoint, scope);
            _attempts[attempt] = true;
            _ = attempt.ContinueWith(t => _attempts.TryRemove(t, out _), TaskScheduler.Default);
        }
    }

    private async Task Attempt(ClaimedDelivery delivery, WebhookEndpoint endpoint, EventFilter? scope)
    {
        // The claim goes on with the other deliveries.
        await Task.Yield();
        try
        {
            var began = clock.GetUtcNow();
            var timer = clock.GetTimestamp();
            if (endpoint.Status != WebhookStatus.Active)
            {
                // Switched off between the claim and now: the row comes back by itself.
                return;
            }

            if (Obstacle(delivery, scope) is var (status, reason))
            {
                await results.Write(new DeliveryResult(delivery, began, null, new Answer(null, Error: reason), status, began, null));
                return;
            }

            var keys = endpoint.Keys.Where(k => k.ValidUntil is null || k.ValidUntil > began).Select(k => seal.Open(endpoint.Id, k.Sealed));
            var answer = await client.Post(endpoint.Url, delivery.EventId.ToString(), delivery.Body ?? delivery.Event!.Body, keys, CancellationToken.None);
            await results.Write(await Conclude(delivery, began, clock.GetElapsedTime(timer), answer));
        }
        catch (Exception exception)
        {
            // The row comes back when its lease ends.
            logger.LogError(exception, "Delivery {Delivery} to {Endpoint} could not be attempted or noted.", delivery.Id, delivery.Endpoint);
        }
        finally
        {
            _busy.AddOrUpdate(delivery.Endpoint, 0, (_, busy) => busy - 1);
            _wake.Release();
        }
    }

    private static (DeliveryStatus Status, string Reason)? Obstacle(ClaimedDelivery delivery, EventFilter? scope) => delivery switch
    {
        { Kind: DeliveryKind.Test } => null,
        { Event: null } => (DeliveryStatus.Failed, "event-no-longer-kept"),
        { Event: { } e } when scope?.Matches(e) != true => (DeliveryStatus.Cancelled, "out-of-scope"),
        _ => null,
    };

    [SuppressMessage("Security", "CA5394", Justification = "Chance spreads retries here; nobody gains by guessing it.")]
    private async Task<DeliveryResult> Conclude(ClaimedDelivery delivery, DateTimeOffset began, TimeSpan duration, Answer answer)
    {
        var now = clock.GetUtcNow();
        var pause = DeliveryPolicy.PauseUntil(answer, _options, now);
        // What it means for the endpoint is stored first: if this replica dies in between, the attempt is made again and says it again.
        switch (DeliveryPolicy.Decide(answer, delivery.Attempts + 1, _options, now, Random.Shared.NextDouble()))
        {
            case Outcome.Delivered:
                if (delivery.Warned)
                {
                    await failures.Recovered(delivery.Endpoint, CancellationToken.None);
                }

                return new DeliveryResult(delivery, began, duration, answer, DeliveryStatus.Delivered, now, pause);
            case Outcome.Gone:
                // Not lost: when somebody enables the endpoint again, this delivery is the first.
                await failures.Gone(delivery.Endpoint, CancellationToken.None);
                return new DeliveryResult(delivery, began, duration, answer, DeliveryStatus.Pending, now, pause);
            case Outcome.Exhausted:
                await failures.Exhausted(delivery.Endpoint, delivery.FirstAttemptAt ?? began, answer.Error ?? $"status {answer.Status}", CancellationToken.None);
                return new DeliveryResult(delivery, began, duration, answer, DeliveryStatus.Failed, now, pause);
            case Outcome.Retry retry:
                return new DeliveryResult(delivery, began, duration, answer, DeliveryStatus.Pending, retry.At, pause);
            default:
                throw new UnreachableException();
        }
    }

    private sealed record Grant(string Endpoint, int Rate, DateTimeOffset? Next, int Count);
}
