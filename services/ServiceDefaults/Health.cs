using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
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
/// The relay is moving: its position against the head of the store. A relay that stands still while events wait makes the service
/// unready, since it answers 2xx while nobody else learns of it.
/// </summary>
internal sealed class RelayHealth(NpgsqlDataSource dataSource, ServiceMetrics metrics, TimeProvider clock, IConfiguration configuration)
    : IHealthCheck
{
    private const string BacklogQuery = $"""
        select coalesce((select last_seq_id from mt_event_progression where name like '{Relay.SubscriptionName}:%'
            order by last_seq_id desc limit 1), 0),
               coalesce((select max(seq_id) from mt_events), 0),
               (select count(*) from due where at <= @now and purpose <> '{Inbox.RedeliveryPurpose}'),
               (select count(*) from due where purpose = '{Inbox.RedeliveryPurpose}')
        """;

    private readonly TimeSpan _patience = configuration.GetValue("Relay:StandstillAfter", TimeSpan.FromSeconds(30));
    private DateTimeOffset? _standstillSince;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        await using var command = dataSource.CreateCommand(BacklogQuery);
        command.Parameters.AddWithValue("now", now.UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var position = reader.GetInt64(0);
        var lag = reader.GetInt64(1) - position;

        var moving = lag <= 0 || position != metrics.Backlog.RelayPosition;
        _standstillSince = moving ? null : _standstillSince ?? now;
        metrics.Backlog = new Backlog(position, lag, reader.GetInt64(2), reader.GetInt64(3));
        var data = new Dictionary<string, object>
        {
            ["position"] = position,
            ["lag"] = lag,
            ["due"] = metrics.Backlog.DueRows,
            ["aside"] = metrics.Backlog.MessagesAside,
        };
        return now - _standstillSince > _patience
            ? HealthCheckResult.Unhealthy($"The relay stands at {position}, {lag} events behind, since {_standstillSince:O}.", data: data)
            : HealthCheckResult.Healthy(data: data);
    }
}
