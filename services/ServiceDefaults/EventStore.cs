using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Marten.Events.Daemon.HighWater;
using Marten.Services;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace CustomerService.ServiceDefaults;

/// <summary>The Marten event store of one service, with what it takes to be its outbox.</summary>
public static class EventStore
{
    /// <summary>
    /// Registers the store on connection string <c>postgres</c>, the relay that publishes what <paramref name="toFact"/> makes of committed
    /// events, the deadline poller and the tables of both. <paramref name="configure"/> lists streams, read models and documents.
    /// </summary>
    public static void AddEventStore(this IHostApplicationBuilder builder, Action<StoreOptions> configure, ToFact toFact)
    {
        var connectionString = builder.Configuration.Postgres();
        builder.Services.AddSingleton(_ => CreateDataSource(connectionString));
        builder.Services.AddSingleton(toFact);
        builder.Services.AddSingleton(DerivedData.Part);
        builder.Services.AddSingleton<SchemaChanges>();
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(s => s.GetRequiredService<SchemaChanges>()));
        builder.Services.AddSingleton<AppendSignal>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AppendSignal>());
        builder.Services.AddSingleton<TicketEventStream>();
        builder.Services.AddOptions<DeadlineOptions>().BindConfiguration("Deadlines").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<DueSignal>();
        builder.Services.AddHostedService<DeadlinePoller>();
        builder.AddAudit();
        builder.Services.AddHostedService<EndedTokenReader>();
        builder.Services.AddSingleton<Numbers>();
        // For whoever builds a second store beside this one.
        builder.Services.AddSingleton<Func<StoreOptions>>(services => () => Options(services, configure));
        builder
            .Services.AddMarten(services => Options(services, configure))
            .UseLightweightSessions()
            .AddSubscriptionWithServices<Relay>(ServiceLifetime.Singleton, relay => relay.Name = Relay.SubscriptionName)
            .AddAsyncDaemon(builder.Configuration.GetValue("Daemon:Mode", DaemonMode.HotCold));
        builder.Services.AddSingleton<RelayWatch>().AddHostedService(services => services.GetRequiredService<RelayWatch>());
        builder
            .Services.AddHealthChecks()
            .AddCheck<StoreHealth>("database", tags: ["ready"])
            .AddCheck<RelayHealth>("relay", tags: ["ready"]);
    }

    private static StoreOptions Options(IServiceProvider services, Action<StoreOptions> configure)
    {
        var options = new StoreOptions();
        options.Connection(services.GetRequiredService<NpgsqlDataSource>());
        options.AutoCreateSchemaObjects = SchemaChanges.OnTheWay;
        options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
        options.DisableNpgsqlLogging = true;
        // The number of a resource is its stream's key: unique, readable in every log, never reused.
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.MetadataConfig.EnableAll();
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.Events.TimeProvider = services.GetRequiredService<TimeProvider>();
        // Without it HotCold never gets its lock and the daemon silently never runs (D-002).
        options.Events.UseAdvisoryLockTransaction = true;
        // Without it many writers on one stream deadlock with those that took its lock first, and every loser leaves a gap in the sequence
        // of events for which the relay waits.
        options.Events.UseExclusiveLockOnConcurrentAppends = true;
        options.Projections.LeadershipPollingTime = 500;
        // Whatever is appended wakes the daemon; looking now and then is for a notification that got lost.
        options.Projections.SlowPollingTime = TimeSpan.FromSeconds(2);
        options.Projections.Wakeup = new PostgresqlListenWakeup(
            services.GetRequiredService<NpgsqlDataSource>(),
            services.GetRequiredService<ILogger<PostgresqlListenWakeup>>()
        );
        options.Listeners.Add(services.GetRequiredService<AppendSignal>());
        options.Listeners.Add(services.GetRequiredService<DueSignal>());
        foreach (
            var table in (Table[])
                [
                    Inbox.Table,
                    DeadlinePoller.Table,
                    Idempotency.Table,
                    Relay.SequenceTable,
                    .. AuditTables.All,
                    .. ClosedFiles.Tables,
                    EndedTokenRows.Table,
                ]
        )
        {
            options.Storage.ExtendedSchemaObjects.Add(table);
        }

        options.AddAuditEvents();
        configure(options);
        return options;
    }

    private static NpgsqlDataSource CreateDataSource(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        // The same few statements come again and again: PostgreSQL keeps their plans, also those inside the function that appends events.
        builder.ConnectionStringBuilder.MaxAutoPrepare = 200;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        // Nothing here leaves anything behind on a connection that would have to be discarded, and discarding throws the plans away.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        return builder.Build();
    }

    /// <summary>Declares a sequence for <see cref="Numbers"/>.</summary>
    public static void AddNumberSequence(this StoreOptions options, string sequence) =>
        options.Storage.ExtendedSchemaObjects.Add(new Sequence(PostgresqlProvider.Instance.Parse($"public.{sequence}"), 1));
}

/// <summary>
/// Wakes the relay a few milliseconds after a commit. Sending NOTIFY inside every transaction would serialise all commits, so commits
/// only raise a flag and one loop turns it into a NOTIFY on its own connection (D-003). Polling stays as the safety net.
/// </summary>
internal sealed class AppendSignal(NpgsqlDataSource dataSource, ILogger<AppendSignal> logger) : BackgroundService, IDocumentSessionListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    // Under load the relay works in pages: waking it less often makes the pages larger, which costs less for each event.
    private static readonly TimeSpan PauseUnderLoad = TimeSpan.FromMilliseconds(40);
    private const int Busy = 4;
    private int _commits;
    private readonly SemaphoreSlim _raised = new(0);

    public override void Dispose()
    {
        _raised.Dispose();
        base.Dispose();
    }

    Task IDocumentSessionListener.AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
    {
        if (commit.GetStreams().Any() && Interlocked.Increment(ref _commits) == 1)
        {
            _raised.Release();
        }

        return Task.CompletedTask;
    }

    Task IDocumentSessionListener.BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token) => Task.CompletedTask;

    void IDocumentSessionListener.DocumentLoaded(object id, object document) { }

    void IDocumentSessionListener.DocumentAddedForStorage(object id, object document) { }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _raised.WaitAsync(stoppingToken);
            var commits = Interlocked.Exchange(ref _commits, 0);
            try
            {
                await using var notify = dataSource.CreateCommand($"select pg_notify('{PostgresqlListenWakeup.DefaultChannel}', '')");
                await notify.ExecuteNonQueryAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                logger.LogWarning(exception, "The relay was not woken; it polls instead.");
            }

            await Task.Delay(commits < Busy ? Pause : PauseUnderLoad, stoppingToken);
        }
    }
}
