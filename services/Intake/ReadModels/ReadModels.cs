using System.Diagnostics;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;

namespace CustomerService.Intake.ReadModels;

/// <summary>A read model: documents that are made of events alone.</summary>
/// <param name="Name">Name of its projection.</param>
/// <param name="Documents">How many documents it has.</param>
/// <param name="Bytes">Size on the disk, with its indexes.</param>
/// <param name="RebuildAskedAt">When somebody last asked for it to be built again, or null.</param>
public sealed record ReadModel(string Name, long Documents, long Bytes, DateTimeOffset? RebuildAskedAt);

/// <summary>Who last asked for a read model to be built again. The audit says who did before them (A2).</summary>
internal sealed record RebuildAsked(string Id, string By, DateTimeOffset At);

/// <summary>What a rebuild did.</summary>
/// <param name="Name">Name of the read model.</param>
/// <param name="Documents">Documents that it has now.</param>
/// <param name="Events">Events of the store that were gone through.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="WritesWaited">For how long commands waited at the end; readers wait for the change of tables alone.</param>
public sealed record ReadModelRebuilt(string Name, long Documents, long Events, TimeSpan Duration, TimeSpan WritesWaited);

/// <summary>
/// Builds a read model again from all events beside the one in use, with the projection that the running version has: in a schema of its own, by Marten's
/// daemon, which then keeps up with what is new. At the end commands wait until it has seen the last event, and the tables change places in one transaction.
/// What a kill leaves behind is removed by the next rebuild.
/// </summary>
internal sealed class ReadModels(Func<StoreOptions> optionsOfTheService, NpgsqlDataSource dataSource, IDocumentStore live, ILogger<ReadModels> logger)
{
    private const string Beside = "rebuild";
    private const string Replaced = "replaced";

    // Any number; one rebuild at a time over all replicas.
    private const long Lock = 0x5EA2C5;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    // Marten takes a number that is missing in the sequence of events for three seconds for lost. Whoever waits for us at the end may hold one.
    private static readonly TimeSpan CatchesUpWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromSeconds(1);

    /// <summary>Names of the read models with the types of their documents.</summary>
    public IReadOnlyDictionary<string, Type[]> All { get; } =
        optionsOfTheService().Projections.All.ToDictionary(p => p.Name, DocumentsOf).Where(p => p.Value.Length > 0).ToDictionary();

    /// <summary>How many documents the read models have, and how large they are.</summary>
    public async Task<IReadOnlyList<ReadModel>> List(CancellationToken cancellationToken)
    {
        await using var query = live.QuerySession();
        var asked = (await query.Query<RebuildAsked>().ToListAsync(cancellationToken)).ToDictionary(b => b.Id, b => b.At);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var models = new List<ReadModel>();
        foreach (var (name, types) in All.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            var tables = types.Select(t => Table(live, t)).ToList();
            models.Add(new ReadModel(
                name, await Ask<long>(connection, $"select {string.Join(" + ", tables.Select(t => $"(select count(*) from {t})"))}", cancellationToken),
                await Ask<long>(connection, $"select {string.Join(" + ", tables.Select(t => $"pg_total_relation_size('{t}')"))}", cancellationToken),
                asked.TryGetValue(name, out var at) ? at : null));
        }

        return models;
    }

    /// <summary>Null while another one is being built, in whatever replica.</summary>
    public async Task<ReadModelRebuilt?> Rebuild(string name, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (!await Ask<bool>(connection, $"select pg_try_advisory_lock({Lock})", cancellationToken))
        {
            return null;
        }

        try
        {
            await Clean(connection, name, cancellationToken);
            using var store = new DocumentStore(OptionsBeside(name));
            foreach (var type in All[name])
            {
                await store.Storage.Database.EnsureStorageExistsAsync(type, cancellationToken);
            }

            using var daemon = (IDisposable)await store.BuildProjectionDaemonAsync(logger: logger);
            var waited = await Build((IProjectionDaemon)daemon, store, connection, name, cancellationToken);
            var tables = All[name].Select(type => Table(store, type)).ToList();
            var documents = await Ask<long>(connection, $"select {string.Join(" + ", tables.Select(t => $"(select count(*) from {t})"))}", cancellationToken);
            var events = await Ask<long>(connection, "select count(*) from mt_events", cancellationToken);
            return new ReadModelRebuilt(name, documents, events, Stopwatch.GetElapsedTime(began), waited);
        }
        finally
        {
            try
            {
                await Clean(connection, name, CancellationToken.None);
            }
            finally
            {
                // The connection goes back to the pool, and its locks with it.
                await Ask<bool>(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None);
            }
        }
    }

    private async Task<TimeSpan> Build(IProjectionDaemon daemon, DocumentStore store, NpgsqlConnection connection, string name, CancellationToken cancellationToken)
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
        IProjectionDaemon daemon, DocumentStore store, NpgsqlConnection connection, string name, ShardName shard, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            // Sooner than PostgreSQL looks for deadlocks: of a command that holds what we wait for, and waits for what we hold, the command wins.
            await Execute(connection, "set local lock_timeout = '500ms'; lock table mt_events in share row exclusive mode", cancellationToken);
            var last = await Ask<long>(connection, "select coalesce(max(seq_id), 0) from mt_events", cancellationToken);
            // A number that is missing now belongs to somebody who waits for us, and will bring the new tables up to date themselves, or to
            // nobody: nothing is waited for.
            daemon.CurrentAgents().Single().MarkHighWater(last);
            await daemon.Tracker.WaitForShardState(shard, last, CatchesUpWithin);
            // Before its tables are gone from under it; another try starts it again.
            await daemon.StopAgentAsync(shard);
            await Execute(connection, $"create schema {Replaced}", cancellationToken);
            foreach (var table in All[name].Select(type => Table(store, type)))
            {
                await Execute(connection, $"lock table public.{table} in access exclusive mode", cancellationToken);
                await Execute(connection, $"alter table public.{table} set schema {Replaced}; alter table {Beside}.{table} set schema public", cancellationToken);
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
        // What is written beside is nobody's act, and wakes nobody.
        options.Listeners.Clear();
        foreach (var projection in options.Projections.All.OfType<ProjectionBase>().Where(p => p.Name == name))
        {
            projection.Lifecycle = ProjectionLifecycle.Async;
        }

        return options;
    }

    // The daemon's own record of how far it is must not outlive what it is about.
    private static Task Clean(NpgsqlConnection connection, string name, CancellationToken cancellationToken) => Execute(
        connection,
        $"""
        drop schema if exists {Beside} cascade; drop schema if exists {Replaced} cascade;
        delete from mt_event_progression where name like '{name}:%'
        """,
        cancellationToken);

    private static Type[] DocumentsOf(IProjectionSource<IDocumentOperations, IQuerySession> projection) =>
        [.. projection.PublishedTypes().Concat((projection as ProjectionBase)?.Options.StorageTypes ?? []).Distinct()];

    private static string Table(IDocumentStore store, Type type) => store.Options.FindOrResolveDocumentType(type).TableName.Name;

    private static async Task<T> Ask<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
