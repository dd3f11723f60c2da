using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Intake.Tickets.Drafts;

/// <summary>Numbers of drafts; configuration section <c>Drafts</c>.</summary>
public sealed class DraftOptions
{
    /// <summary>So long after the end of a ticket the drafts on it are kept.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan KeptFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often a replica looks for those that are over.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan SweptEvery { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>Takes drafts away that nobody will send any more. A second replica that does the same finds nothing.</summary>
internal sealed class DraftSweeper(DraftRows rows, IOptions<DraftOptions> options, TimeProvider clock, ILogger<DraftSweeper> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await rows.Sweep(clock.GetUtcNow() - options.Value.KeptFor, stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                logger.LogWarning(exception, "Drafts that are over cannot be taken away; trying again.");
            }

            await Task.Delay(options.Value.SweptEvery, clock, stoppingToken);
        }
    }
}
