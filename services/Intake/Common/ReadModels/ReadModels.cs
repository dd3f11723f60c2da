using System.Diagnostics;
using Marten;
using Npgsql;

namespace CustomerService.Intake.Common.ReadModels;

/// <summary>A read model: documents or rows that are made of events alone.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many documents or rows it has.</param>
/// <param name="Bytes">Size on the disk, with its indexes.</param>
/// <param name="EventsBehind">Events that are committed and not in it yet. What changes together with its events is never behind.</param>
/// <param name="RebuildAskedAt">When somebody last asked for it to be built again, or null.</param>
public sealed record ReadModel(string Name, long Rows, long Bytes, long EventsBehind, DateTimeOffset? RebuildAskedAt);

/// <summary>Who last asked for a read model to be built again. The audit says who did before them (A2).</summary>
internal sealed record RebuildAsked(string Id, string By, DateTimeOffset At);

/// <summary>What a rebuild did.</summary>
/// <param name="Name">Name of the read model.</param>
/// <param name="Rows">Documents or rows that it has now.</param>
/// <param name="Events">Events of the store that were gone through.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="WritesWaited">For how long commands waited at the end; readers wait for the change of tables alone.</param>
public sealed record ReadModelRebuilt(string Name, long Rows, long Events, TimeSpan Duration, TimeSpan WritesWaited);

/// <summary>
/// Lists the read models and builds one again beside the one in use, while everybody works on: <see cref="DocumentModels" /> what stands in
/// documents, <see cref="TableModels" /> what has tables of its own. What a kill leaves behind is removed by the next rebuild.
/// </summary>
internal sealed class ReadModels(DocumentModels documents, TableModels tables, NpgsqlDataSource dataSource, IDocumentStore store)
{
    /// <summary>The schema in which the new tables stand.</summary>
    public const string Beside = "rebuild";

    /// <summary>The schema to which the old ones go in the transaction that changes over.</summary>
    public const string Replaced = "replaced";

    // Any number; one rebuild at a time over all replicas.
    private const long Lock = 0x5EA2C5;

    /// <summary>Between two tries to get what others hold.</summary>
    public static readonly TimeSpan PauseBetweenTries = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IReadOnlyList<string>> _tables = documents
        .All.Concat(tables.All.Values.Select(m => (m.Name, m.Tables)))
        .ToDictionary(m => m.Name, m => m.Tables);

    /// <summary>Whether there is such a read model.</summary>
    public bool Has(string name) => _tables.ContainsKey(name);

    /// <summary>Whether we sign in with a role that may make tables; a service need not.</summary>
    public async Task<bool> MayBuild(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await Ask<bool>(connection, "select has_database_privilege(current_database(), 'create')", cancellationToken);
    }

    /// <summary>What there is, how large, and how far behind the events.</summary>
    public async Task<IReadOnlyList<ReadModel>> List(CancellationToken cancellationToken)
    {
        await using var query = store.QuerySession();
        var asked = (await query.Query<RebuildAsked>().ToListAsync(cancellationToken)).ToDictionary(b => b.Id, b => b.At);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var models = new List<ReadModel>();
        foreach (var name in _tables.Keys.Order(StringComparer.Ordinal))
        {
            models.Add(
                new ReadModel(
                    name,
                    await Rows(connection, name, cancellationToken),
                    await Ask<long>(
                        connection,
                        $"select {string.Join(" + ", _tables[name].Select(t => $"pg_total_relation_size('{t}')"))}",
                        cancellationToken
                    ),
                    tables.All.TryGetValue(name, out var model) ? await TableModels.EventsBehind(connection, model, cancellationToken) : 0,
                    asked.TryGetValue(name, out var at) ? at : null
                )
            );
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
            await Execute(connection, $"create schema {Beside}", cancellationToken);
            var waited = tables.All.TryGetValue(name, out var model)
                ? await tables.Build(connection, model, cancellationToken)
                : await documents.Build(connection, name, cancellationToken);
            var events = await Ask<long>(connection, "select count(*) from mt_events", cancellationToken);
            return new ReadModelRebuilt(
                name,
                await Rows(connection, name, cancellationToken),
                events,
                Stopwatch.GetElapsedTime(began),
                waited
            );
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

    /// <summary>One value; however long it takes.</summary>
    public static async Task<T> Ask<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Building an index over everything takes longer than any ordinary command may.</summary>
    public static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Number of the last event that is committed; 0 when there is none.</summary>
    public static Task<long> LastEvent(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        Ask<long>(connection, "select coalesce(max(seq_id), 0) from mt_events", cancellationToken);

    /// <summary>
    /// An automatic vacuum gives way to who waits for longer than PostgreSQL's <c>deadlock_timeout</c> (1 s), which we never do with a lock
    /// that commands need. So we wait here for one that is in the way of vacuums only, on the events and on these tables.
    /// </summary>
    public static async Task VacuumGivesWay(NpgsqlConnection connection, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            foreach (var table in (string[])["mt_events", .. tables])
            {
                await Execute(
                    connection,
                    $"set local lock_timeout = '2s'; lock table public.{table} in share update exclusive mode",
                    cancellationToken
                );
            }
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // Somebody else changes the table, or a vacuum that must not be stopped works on it: we come again.
        }
    }

    private Task<long> Rows(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        Ask<long>(connection, $"select {string.Join(" + ", _tables[name].Select(t => $"(select count(*) from {t})"))}", cancellationToken);

    // The daemon's own record of how far it is must not outlive what it is about.
    private static Task Clean(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        Execute(
            connection,
            $"""
            drop schema if exists {Beside} cascade; drop schema if exists {Replaced} cascade;
            delete from mt_event_progression where name like '{name}:%'
            """,
            cancellationToken
        );
}
