using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CustomerService.ServiceDefaults;

/// <summary>The database answers.</summary>
internal sealed class StoreHealth(NpgsqlDataSource dataSource) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>
/// Measures the relay all the time, whoever asks or does not: its position against the head of the store, and what waits beside it. Every
/// replica does, since any of them may lead next; they measure the same.
/// </summary>
internal sealed class RelayWatch(
    NpgsqlDataSource dataSource,
    ServiceMetrics metrics,
    TimeProvider clock,
    IConfiguration configuration,
    ILogger<RelayWatch> logger
) : BackgroundService
{
    private const string BacklogQuery = $"""
        select coalesce((select max(last_seq_id) from mt_event_progression where name like '{Relay.SubscriptionName}:%'), 0),
               coalesce((select max(seq_id) from mt_events), 0),
               (select count(*) from due where at <= @now and purpose <> '{Inbox.RedeliveryPurpose}'),
               (select count(*) from due where purpose = '{Inbox.RedeliveryPurpose}')
        """;

    private readonly TimeSpan _pause = configuration.GetValue("Relay:MeasureEvery", TimeSpan.FromSeconds(5));
    private readonly TimeSpan _patience = configuration.GetValue("Relay:StandstillAfter", TimeSpan.FromSeconds(30));
    private long _position = -1;
    private DateTimeOffset? _standsSince;
    private bool _told;

    /// <summary>What stands still for longer than it may, in words; null while all is well.</summary>
    public string? Standstill =>
        metrics.Backlog is { Standstill: var standing } backlog && standing > _patience
            ? $"The relay stands at {backlog.RelayPosition}, {backlog.RelayLag} events behind, for {standing.TotalSeconds:F0} s."
            : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Measure(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                logger.LogWarning(exception, "The relay could not be measured; trying again in {Pause}.", _pause);
            }

            await Task.Delay(_pause, clock, stoppingToken);
        }
    }

    private async Task Measure(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var command = dataSource.CreateCommand(BacklogQuery);
        command.Parameters.AddWithValue("now", now.UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var position = reader.GetInt64(0);
        var lag = reader.GetInt64(1) - position;
        _standsSince = lag <= 0 || position != _position ? null : _standsSince ?? now;
        _position = position;
        metrics.Backlog = new Backlog(
            position,
            lag,
            reader.GetInt64(2),
            reader.GetInt64(3),
            _standsSince is { } since ? now - since : TimeSpan.Zero
        );
        Tell();
    }

    // Once, and once more when it is over: the metric says how long.
    private void Tell()
    {
        var standstill = Standstill;
        if (standstill is not null && !_told)
        {
            logger.LogError("{Standstill}", standstill);
        }
        else if (standstill is null && _told)
        {
            logger.LogInformation("The relay moves again, at {Position}.", _position);
        }

        _told = standstill is not null;
    }
}

/// <summary>
/// What <see cref="RelayWatch" /> last saw. A relay that stands still is "degraded", never unready: all replicas share the broker it waits
/// for, and requests are answered without it. The gauge <c>customerservice.relay.standstill</c> calls for somebody.
/// </summary>
internal sealed class RelayHealth(RelayWatch watch, ServiceMetrics metrics) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var backlog = metrics.Backlog;
        var data = new Dictionary<string, object>
        {
            ["position"] = backlog.RelayPosition,
            ["lag"] = backlog.RelayLag,
            ["due"] = backlog.DueRows,
            ["aside"] = backlog.MessagesAside,
        };
        return Task.FromResult(
            watch.Standstill is { } standstill ? HealthCheckResult.Degraded(standstill, data: data) : HealthCheckResult.Healthy(data: data)
        );
    }
}

/// <summary>Whether the service was ready once: before that its health checks say that it starts, which is no failure in the log.</summary>
internal sealed class Readiness
{
    public bool WasReached { get; set; }
}
