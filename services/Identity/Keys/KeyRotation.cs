using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Identity.Keys;

/// <summary>Looks at the keys from time to time; the first look is before the service answers anybody.</summary>
internal sealed class KeyRotation(KeyRing ring, IOptions<IdentityOptions> options, TimeProvider clock, ILogger<KeyRotation> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LookForKeysEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ring.Refresh(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                logger.LogWarning(exception, "The signing keys could not be looked at; they stay as they are.");
            }
        }
    }
}
