using Microsoft.Extensions.Options;
using Npgsql;
using OpenIddict.Abstractions;

namespace CustomerService.Identity.Start;

/// <summary>
/// Removes codes and refresh tokens that can be used no more, with what belongs to them. Removing twice does no harm, so every replica does
/// it.
/// </summary>
internal sealed class Pruning(IServiceProvider services, IOptions<IdentityOptions> options, TimeProvider clock, ILogger<Pruning> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = services.CreateAsyncScope();
                // A used refresh token stays until it would have expired: so long it betrays a thief.
                var threshold = clock.GetUtcNow() - options.Value.RefreshTokenLifetime;
                await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(threshold, stoppingToken);
                await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(threshold, stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or AggregateException)
            {
                logger.LogWarning(exception, "Old tokens stay until the next round.");
            }
        }
    }
}
