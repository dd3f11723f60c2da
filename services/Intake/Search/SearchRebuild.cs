using System.Diagnostics;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.Intake.Search;

/// <summary>The state of the index.</summary>
/// <param name="Entries">Entries of each kind.</param>
/// <param name="EventsBehind">Events that are committed and not in it yet.</param>
/// <param name="Bytes">Size on the disk, with its own indexes.</param>
public sealed record SearchIndexState(IReadOnlyDictionary<string, long> Entries, long EventsBehind, long Bytes);

/// <summary>What a rebuild did.</summary>
/// <param name="Entries">Entries written.</param>
/// <param name="CaughtUp">Of these, entries that changed meanwhile and were written again.</param>
/// <param name="Events">Events that the entries stand for.</param>
/// <param name="Duration">How long it took.</param>
public sealed record SearchRebuilt(long Entries, long CaughtUp, long Events, TimeSpan Duration);

/// <summary>
/// Builds the index beside the one in use, catches up with what happened meanwhile, and changes over in one transaction: searching goes on all the
/// time, and no event is missed.
/// </summary>
internal sealed class SearchRebuild(IDocumentStore store, SearchSource source, NpgsqlDataSource dataSource, IHostApplicationLifetime lifetime)
{
    private const string Next = "search_entry_next";
    private const int BatchSize = 2000;
    private const long FewEvents = 500;

    // Any number; one rebuild at a time over all replicas.
    private const long Lock = 0x5EA2C4;

    /// <summary>Goes on when the caller goes away; answers when it is done.</summary>
    internal static async Task<Results<Ok<SearchRebuilt>, ProblemHttpResult>> Post(SearchRebuild rebuild) =>
        await rebuild.Run() is { } done
            ? TypedResults.Ok(done)
            : Rejection.Conflict("rebuild-running", "The index is being built already.").ToProblem();

    internal static async Task<Ok<SearchIndexState>> Get(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            select coalesce((select jsonb_object_agg(kind, n)::text from (select kind, count(*) as n from {SearchTable.Name} group by kind) k), '{"{}"}'),
                coalesce((select max(seq_id) from mt_events), 0) - coalesce((select last_seq_id from mt_event_progression where name = @shard), 0),
                pg_total_relation_size('{SearchTable.Name}')
            """);
        command.Parameters.AddWithValue("shard", Shard);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return TypedResults.Ok(new SearchIndexState(
            System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, long>>(reader.GetString(0))!, reader.GetInt64(1), reader.GetInt64(2)));
    }

    /// <summary>Null when another one is running.</summary>
    public async Task<SearchRebuilt?> Run()
    {
        var stopping = lifetime.ApplicationStopping;
        var began = Stopwatch.GetTimestamp();
        await using var connection = await dataSource.OpenConnectionAsync(stopping);
        if (!await Ask<bool>(connection, $"select pg_try_advisory_lock({Lock})", stopping))
        {
            return null;
        }

        try
        {
            await Execute(connection, $"drop table if exists {Next}; create table {Next} (like {SearchTable.Name})", stopping);
            var position = await Position(connection, stopping);
            var written = 0L;
            foreach (var kind in Enum.GetValues<SearchKind>())
            {
                written += await Walk(connection, kind, stopping);
            }

            // The indexes are built once, over all entries.
            await Execute(connection, $"alter table {Next} add primary key (kind, id)", stopping);
            foreach (var index in SearchTable.Indexes())
            {
                await Execute(connection, $"create index {index.Name}_next on {Next} using {index.Method} ({string.Join(", ", index.Columns!)})", stopping);
            }

            await Execute(connection, $"analyze {Next}", stopping);
            var caughtUp = 0L;
            long reached;
            while ((reached = await Position(connection, stopping)) - position > FewEvents)
            {
                caughtUp += await CatchUp(connection, position, reached, stopping);
                position = reached;
            }

            caughtUp += await ChangeOver(connection, position, stopping);
            var events = await Ask<long>(connection, "select count(*) from mt_events", stopping);
            return new SearchRebuilt(written + caughtUp, caughtUp, events, Stopwatch.GetElapsedTime(began));
        }
        finally
        {
            await Ask<bool>(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    private static string Shard => $"{IndexSubscription.SubscriptionName}:All";

    private async Task<long> Walk(NpgsqlConnection connection, SearchKind kind, CancellationToken cancellationToken)
    {
        var written = 0L;
        var after = "";
        while (true)
        {
            var ids = await Ids(connection, $"select id from {SearchSource.TableOf(kind)} where id > @text order by id limit {BatchSize}", after, [], cancellationToken);
            if (ids.Count == 0)
            {
                return written;
            }

            written += await Write(connection, kind, ids, cancellationToken);
            after = ids[^1];
        }
    }

    private async Task<long> CatchUp(NpgsqlConnection connection, long from, long to, CancellationToken cancellationToken)
    {
        var streams = await Ids(
            connection, $"select distinct stream_id from mt_events where seq_id > {from} and seq_id <= {to}", "", [], cancellationToken);
        var written = 0L;
        foreach (var kind in Enum.GetValues<SearchKind>())
        {
            var ids = await Ids(connection, $"select id from {SearchSource.TableOf(kind)} where id = any(@ids)", "", streams, cancellationToken);
            await Ids(connection, $"delete from {Next} where kind = @text and id = any(@ids) returning id", kind.ToCode(), ids, cancellationToken);
            written += await Write(connection, kind, ids, cancellationToken);
        }

        return written;
    }

    // While the table is locked the subscription waits; what it writes afterwards goes into the new one.
    private async Task<long> ChangeOver(NpgsqlConnection connection, long position, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Execute(connection, $"lock table {SearchTable.Name} in access exclusive mode", cancellationToken);
        var written = await CatchUp(connection, position, await Position(connection, cancellationToken), cancellationToken);
        var renamed = SearchTable.Indexes().Select(i => $"alter index {i.Name}_next rename to {i.Name};");
        var key = await Ask<string>(connection, $"select conname::text from pg_constraint where conrelid = '{SearchTable.Name}'::regclass and contype = 'p'", cancellationToken);
        await Execute(
            connection,
            $"drop table {SearchTable.Name}; alter table {Next} rename to {SearchTable.Name}; alter table {SearchTable.Name} rename constraint {Next}_pkey to {key}; {string.Concat(renamed)}",
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return written;
    }

    private async Task<long> Write(NpgsqlConnection connection, SearchKind kind, List<string> ids, CancellationToken cancellationToken)
    {
        await using var session = store.QuerySession();
        var entries = await source.Read(session, kind, ids, cancellationToken);
        await SearchTable.Copy(connection, Next, entries, cancellationToken);
        return entries.Count;
    }

    private static Task<long> Position(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        Ask<long>(connection, $"select coalesce((select last_seq_id from mt_event_progression where name = '{Shard}'), 0)", cancellationToken);

    private static async Task<T> Ask<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<List<string>> Ids(
        NpgsqlConnection connection, string sql, string text, List<string> ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("text", text);
        command.Parameters.AddWithValue("ids", ids.ToArray());
        var found = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    // Building an index over everything takes longer than any ordinary command may.
    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
