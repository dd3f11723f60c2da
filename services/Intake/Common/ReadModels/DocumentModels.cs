using System.Diagnostics;
using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;
using static CustomerService.Intake.Common.ReadModels.ReadModels;

namespace CustomerService.Intake.Common.ReadModels;

/// <summary>
/// Builds documents again from all events beside the ones in use, with the projection that the running version has: in a schema of its own,
/// by Marten's daemon, which then keeps up with what is new. At the end commands wait until it has seen the last event, and the tables
/// change places in one transaction.
/// </summary>
internal sealed class DocumentModels(Func<StoreOptions> optionsOfTheService, IDocumentStore live, ILogger<DocumentModels> logger)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    // Marten takes a number that is missing in the sequence of events for three seconds for lost. Whoever waits for us at the end may hold
    // one.
    private static readonly TimeSpan CatchesUpWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CatchesUpAtLeisureWithin = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Type[]> _types = optionsOfTheService()
        .Projections.All.ToDictionary(p => p.Name, DocumentsOf)
        .Where(p => p.Value.Length > 0)
        .ToDictionary();

    /// <summary>Names of the projections with the tables of their documents.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Tables)> All =>
        _types.Select(p => (p.Key, (IReadOnlyList<string>)[.. p.Value.Select(type => Table(live, type))]));

    /// <summary>The rest of a rebuild, when the schema for it is there and empty; returns for how long commands waited.</summary>
    public async Task<TimeSpan> Build(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        using var store = new DocumentStore(OptionsBeside(name));
        foreach (var type in _types[name])
        {
            await store.Storage.Database.EnsureStorageExistsAsync(type, cancellationToken);
        }

        using var daemon = (IDisposable)await store.BuildProjectionDaemonAsync(logger: logger);
        return await Build((IProjectionDaemon)daemon, store, connection, name, cancellationToken);
    }

    private async Task<TimeSpan> Build(
        IProjectionDaemon daemon,
        DocumentStore store,
        NpgsqlConnection connection,
        string name,
        CancellationToken cancellationToken
    )
    {
        await daemon.RebuildProjectionAsync(name, Longest, cancellationToken);
        var shard = store.Options.Projections.All.Single(p => p.Name == name).ShardNames().Single();
        try
        {
            while (true)
            {
                await daemon.StartAgentAsync(shard, cancellationToken);
                if (await ChangePlaces(daemon, store, connection, name, shard, cancellationToken) is { } waited)
                {
                    return waited;
                }

                await VacuumGivesWay(connection, [.. _types[name].Select(type => Table(live, type))], cancellationToken);
                await Task.Delay(PauseBetweenTries, cancellationToken);
            }
        }
        finally
        {
            await daemon.StopAllAsync();
        }
    }

    // Null when somebody holds what is needed: nobody waits for us longer than that.
    private async Task<TimeSpan?> ChangePlaces(
        IProjectionDaemon daemon,
        DocumentStore store,
        NpgsqlConnection connection,
        string name,
        ShardName shard,
        CancellationToken cancellationToken
    )
    {
        try
        {
            // Most of what is new is seen while everybody works on, so that commands wait for little.
            await daemon.Tracker.WaitForShardState(shard, await LastEvent(connection, cancellationToken), CatchesUpAtLeisureWithin);
            var began = Stopwatch.GetTimestamp();
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // Sooner than PostgreSQL looks for deadlocks: of a command that holds what we wait for, and waits for what we hold, the command
            // wins.
            await Execute(
                connection,
                "set local lock_timeout = '500ms'; lock table mt_events in share row exclusive mode",
                cancellationToken
            );
            var last = await LastEvent(connection, cancellationToken);
            // A number that is missing now belongs to somebody who waits for us, and will bring the new tables up to date themselves, or to
            // nobody: nothing is waited for.
            daemon.CurrentAgents().Single().MarkHighWater(last);
            await daemon.Tracker.WaitForShardState(shard, last, CatchesUpWithin);
            // Before its tables are gone from under it; another try starts it again.
            await daemon.StopAgentAsync(shard);
            await Execute(connection, $"create schema {Replaced}", cancellationToken);
            foreach (var table in _types[name].Select(type => Table(store, type)))
            {
                await Execute(connection, $"lock table public.{table} in access exclusive mode", cancellationToken);
                await Execute(
                    connection,
                    $"alter table public.{table} set schema {Replaced}; alter table {Beside}.{table} set schema public",
                    cancellationToken
                );
            }

            await transaction.CommitAsync(cancellationToken);
            return Stopwatch.GetElapsedTime(began);
        }
        catch (Exception busy) when (busy is TimeoutException or PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
        {
            logger.LogInformation(busy, "The tables of {ReadModel} are in use; trying again.", name);
            return null;
        }
    }

    private StoreOptions OptionsBeside(string name)
    {
        var options = optionsOfTheService();
        options.Events.DatabaseSchemaName = "public";
        options.DatabaseSchemaName = Beside;
        options.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
        // What is written beside is nobody's act, and wakes nobody.
        options.Listeners.Clear();
        foreach (var projection in options.Projections.All.OfType<ProjectionBase>().Where(p => p.Name == name))
        {
            projection.Lifecycle = ProjectionLifecycle.Async;
        }

        return options;
    }

    private static Type[] DocumentsOf(IProjectionSource<IDocumentOperations, IQuerySession> projection) =>
        [.. projection.PublishedTypes().Concat((projection as ProjectionBase)?.Options.StorageTypes ?? []).Distinct()];

    private static string Table(IDocumentStore store, Type type) => store.Options.FindOrResolveDocumentType(type).TableName.Name;
}
