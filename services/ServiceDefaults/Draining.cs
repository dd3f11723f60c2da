#pragma warning disable IDE0005 // The gateway, which compiles this file too, has most of them anyway.
using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
#pragma warning restore IDE0005

namespace CustomerService.Stopping;

/// <summary>
/// The end in good order, when the platform asks for it (SIGTERM, Ctrl-C). First this process is no longer ready while it goes on
/// answering, for <c>Stop:DrainFor</c> (none by default): whoever chooses among replicas sees that and goes to others. Then the host
/// stops: requests and messages at work are finished, streams end, locks are given back, at the latest after <c>Stop:Within</c> (25 s). A
/// second signal ends the wait. The gateway compiles this file too.
/// </summary>
internal sealed class Draining(IHostApplicationLifetime application, IConfiguration configuration, ILogger<Draining> logger)
    : IHostLifetime,
        IHealthCheck,
        IDisposable
{
    private readonly TimeSpan _drainFor = configuration.GetValue("Stop:DrainFor", TimeSpan.Zero);
    private readonly CancellationTokenSource _secondSignal = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _asked;

    /// <summary>Whether this process was asked to stop.</summary>
    public bool Began => Volatile.Read(ref _asked) > 0;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, Asked));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Began ? HealthCheckResult.Unhealthy("This process is about to stop.") : HealthCheckResult.Healthy());

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        _secondSignal.Dispose();
    }

    /// <summary>Not ready at once; stopped when others had time to notice.</summary>
    internal async Task Stop()
    {
        if (Interlocked.Increment(ref _asked) > 1)
        {
            await _secondSignal.CancelAsync();
            return;
        }

        logger.LogInformation("Asked to stop: not ready any more, and gone in {DrainFor}.", _drainFor);
        await Task.Delay(_drainFor, _secondSignal.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        application.StopApplication();
    }

    private void Asked(PosixSignalContext signal)
    {
        // Otherwise the process ends as soon as we return.
        signal.Cancel = true;
        _ = Stop();
    }
}

internal static class DrainingRegistration
{
    public static void AddDraining(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Draining>();
        builder.Services.AddSingleton<IHostLifetime>(services => services.GetRequiredService<Draining>());
        builder.Services.Configure<HostOptions>(options =>
            options.ShutdownTimeout = builder.Configuration.GetValue("Stop:Within", TimeSpan.FromSeconds(25))
        );
    }
}
