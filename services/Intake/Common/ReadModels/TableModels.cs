using System.Diagnostics;
using System.Runtime.CompilerServices;
using CustomerService.ServiceDefaults;
using Marten;
using Npgsql;
using static CustomerService.Intake.Common.ReadModels.ReadModels;

namespace CustomerService.Intake.Common.ReadModels;

/// <summary>A read model that stands in tables of its own instead of documents.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tables">Its tables.</param>
/// <param name="Subscription">The subscription that keeps it up to date; null when that is done with the events themselves.</param>
/// <param name="Write">Writes it, or a part of it.</param>
internal sealed record TableModel(string Name, IReadOnlyList<string> Tables, string? Subscription, WriteTables Write);

/// <summary>
/// Writes what belongs into the tables of <paramref name="schema"/>, in the transaction of the session: of all streams, when
/// <paramref name="streams"/> is null and the tables are empty; otherwise of these, whatever stands there of them.
/// </summary>
internal delegate Task WriteTables(
    IDocumentSession session,
    string schema,
    IReadOnlyCollection<string>? streams,
    CancellationToken cancellationToken
);

/// <summary>
/// Builds such a read model again: tables of the same shape are filled beside the ones in use, indexed, and brought up to date until little
/// is left. At the end commands wait while the rest is written, and the tables change places in one transaction.
/// </summary>
internal sealed class TableModels(IEnumerable<TableModel> models, IDocumentStore store)
{
    private const long FewEvents = 500;
    private const int BatchSize = 2000;

    public IReadOnlyDictionary<string, TableModel> All { get; } = models.ToDictionary(m => m.Name);

    /// <summary>Events that are committed and that its subscription has not seen.</summary>
    public static Task<long> EventsBehind(NpgsqlConnection connection, TableModel model, CancellationToken cancellationToken) =>
        Ask<long>(
            connection,
            model.Subscription is null
                ? "select 0::bigint"
                : "select coalesce((select max(seq_id) from mt_events), 0) - coalesce((select last_seq_id from "
                    + $"mt_event_progression where name = '{model.Subscription}:All'), 0)",
            cancellationToken
        );

    /// <summary>Ids of the documents in <paramref name="table"/>, of these streams or of all, some thousand at a time.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<string>> Batches(
        IDocumentSession session,
        string table,
        IReadOnlyCollection<string>? streams,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var after = "";
        while (true)
        {
            var ids = await session.QueryAsync<string>(
                $"select id from {table} where id > ?{(streams is null ? "" : " and id = any(?)")} order by id limit {BatchSize}",
                cancellationToken,
                streams is null ? [after] : [after, streams.ToArray()]
            );
            if (ids.Count == 0)
            {
                yield break;
            }

            yield return ids;
            after = ids[^1];
        }
    }

    /// <summary>The rest of a rebuild, when the schema for it is there and empty; returns for how long commands waited.</summary>
    public async Task<TimeSpan> Build(NpgsqlConnection connection, TableModel model, CancellationToken cancellationToken)
    {
        foreach (var table in model.Tables)
        {
            await Execute(
                connection,
                $"create table {Beside}.{table} (like public.{table}); {Run(ConstraintsOf(table))}",
                cancellationToken
            );
        }

        var position = await SafePosition(connection, cancellationToken);
        await Write(connection, model, streams: null, cancellationToken);
        foreach (var table in model.Tables)
        {
            await Execute(connection, $"{Run(IndexesOf(table))}; analyze {Beside}.{table}", cancellationToken);
        }

        var before = long.MaxValue;
        var left = await LastEvent(connection, cancellationToken) - position;
        // While that brings us nearer. When others write as fast as we do, the rest is written while they wait.
        while (left > FewEvents && left < before)
        {
            var reached = await SafePosition(connection, cancellationToken);
            await Write(connection, model, await Streams(connection, position, cancellationToken), cancellationToken);
            (position, before) = (reached, left);
            left = await LastEvent(connection, cancellationToken) - position;
        }

        while (true)
        {
            if (await ChangePlaces(connection, model, position, cancellationToken) is { } waited)
            {
                return waited;
            }

            await VacuumGivesWay(connection, model.Tables, cancellationToken);
            await Task.Delay(PauseBetweenTries, cancellationToken);
        }
    }

    // Null when somebody holds what is needed: nobody waits for us longer than that.
    private async Task<TimeSpan?> ChangePlaces(
        NpgsqlConnection connection,
        TableModel model,
        long position,
        CancellationToken cancellationToken
    )
    {
        var began = Stopwatch.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await TryLock(connection, "mt_events in share row exclusive", cancellationToken))
        {
            return null;
        }

        await Write(transaction, model, await Streams(connection, position, cancellationToken), cancellationToken);
        foreach (var table in model.Tables)
        {
            if (!await TryLock(connection, $"public.{table} in access exclusive", cancellationToken))
            {
                return null;
            }
        }

        await Execute(
            connection,
            $"create schema {Replaced};"
                + string.Concat(
                    model.Tables.Select(t => $"alter table public.{t} set schema {Replaced}; alter table {Beside}.{t} set schema public;")
                ),
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return Stopwatch.GetElapsedTime(began);
    }

    // An event with a lower number may be committed later, but not while nobody can have one that is not committed.
    private static async Task<long> SafePosition(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
            {
                if (await TryLock(connection, "mt_events in share row exclusive", cancellationToken))
                {
                    return await LastEvent(connection, cancellationToken);
                }
            }

            await VacuumGivesWay(connection, [], cancellationToken);
            await Task.Delay(PauseBetweenTries, cancellationToken);
        }
    }

    // Sooner than PostgreSQL looks for deadlocks: of a command that holds what we wait for, and waits for what we hold, the command wins.
    private static async Task<bool> TryLock(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        try
        {
            await Execute(connection, $"set local lock_timeout = '500ms'; lock table {table} mode", cancellationToken);
            return true;
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }

    private async Task Write(
        NpgsqlConnection connection,
        TableModel model,
        IReadOnlyCollection<string>? streams,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Write(transaction, model, streams, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task Write(
        NpgsqlTransaction transaction,
        TableModel model,
        IReadOnlyCollection<string>? streams,
        CancellationToken cancellationToken
    )
    {
        await using var session = store.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction));
        session.Stamp(Actor.System("intake"), null, $"rebuild:{model.Name}");
        await model.Write(session, Beside, streams, cancellationToken);
        await session.SaveChangesAsync(cancellationToken);
    }

    // As PostgreSQL describes those of the table in use, under the same names. The indexes are built once, over all rows.
    private static string ConstraintsOf(string table) =>
        $"""
            select format('alter table {Beside}.{table} add constraint %I %s', conname, pg_get_constraintdef(oid))
            from pg_constraint where conrelid = 'public.{table}'::regclass and contype <> 'n'
            """;

    private static string IndexesOf(string table) =>
        $"""
            select replace(pg_get_indexdef(indexrelid), ' ON public.', ' ON {Beside}.')
            from pg_index i where indrelid = 'public.{table}'::regclass
                and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
            """;

    private static string Run(string statements) =>
        $"do $$ declare statement text; begin for statement in {statements} loop execute statement; end loop; end $$";

    private static async Task<IReadOnlyCollection<string>> Streams(
        NpgsqlConnection connection,
        long after,
        CancellationToken cancellationToken
    ) =>
        await Ask<string[]>(
            connection,
            $"select coalesce(array_agg(distinct stream_id::text), '{"{}"}') from mt_events where seq_id > {after}",
            cancellationToken
        );
}
