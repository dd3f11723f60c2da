using Marten;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CustomerService.Subscriptions.Events;

internal static class EventsModule
{
    public static StoreOptions AddEvents(this StoreOptions options)
    {
        EventTables.Map(options);
        return options;
    }

    public static void AddEvents(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<EventOptions>().BindConfiguration("Events").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<EventMetrics>();
        builder.Services.AddSingleton<EventIndex>();
        builder.Services.AddHostedService<EventIndexer>();
        builder.Services.AddSingleton<EventFeed>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventFeed>());
        builder.Services.AddHealthChecks().AddCheck<FeedHealth>("index", tags: ["ready"]);
    }

    /// <summary>
    /// This replica sees what is in the index. One of all replicas writes it, so a standstill there makes none of them unready.
    /// </summary>
    private sealed class FeedHealth(EventFeed feed, IOptions<EventOptions> options, TimeProvider clock) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var data = new Dictionary<string, object> { ["head"] = feed.Head };
            return Task.FromResult(
                clock.GetUtcNow() - feed.LookedAt > options.Value.StandstillAfter
                    ? HealthCheckResult.Unhealthy($"The index was last read at {feed.LookedAt:O}.", data: data)
                    : HealthCheckResult.Healthy(data: data)
            );
        }
    }
}
