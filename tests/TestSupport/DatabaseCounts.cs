using Npgsql;

namespace CustomerService.TestSupport;

/// <summary>
/// What PostgreSQL has done so far, as numbers that another load of the machine does not change: statements (pg_stat_statements),
/// transactions that wrote, and bytes of the write-ahead log, of all databases of the server.
/// </summary>
public sealed class DatabaseCounts
{
    private readonly Dictionary<(string Database, long Statement), (string Text, long Calls)> _statements;
    private readonly long _transactions;
    private readonly long _log;

    private DatabaseCounts(Dictionary<(string, long), (string, long)> statements, long transactions, long log) =>
        (_statements, _transactions, _log) = (statements, transactions, log);

    /// <summary>The numbers now. They are asked for on a connection of the database <c>postgres</c>, which is not counted.</summary>
    public static async Task<DatabaseCounts> Take()
    {
        await using var connection = new NpgsqlConnection($"{Backing.Postgres};Database=postgres;Maximum Pool Size=1");
        await connection.OpenAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(
                    "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint, (pg_current_wal_insert_lsn() - '0/0')::bigint"
                ),
                new NpgsqlBatchCommand(
                    "select d.datname, s.queryid, min(s.query), sum(s.calls)::bigint from pg_stat_statements s "
                        + "join pg_database d on d.oid = s.dbid where d.datname <> 'postgres' and s.queryid is not null group by 1, 2"
                ),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (transactions, log) = (reader.GetInt64(0), reader.GetInt64(1));
        await reader.NextResultAsync();
        var statements = new Dictionary<(string, long), (string, long)>();
        while (await reader.ReadAsync())
        {
            statements[(reader.GetString(0), reader.GetInt64(1))] = (reader.GetString(2), reader.GetInt64(3));
        }

        return new DatabaseCounts(statements, transactions, log);
    }

    /// <summary>What has happened since <paramref name="before"/>.</summary>
    /// <param name="before">The numbers at the beginning.</param>
    /// <param name="aside">What runs while nothing happens, to be left out of the statements.</param>
    /// <param name="database">Only the statements of the database whose name begins like this.</param>
    public DatabaseWork Since(DatabaseCounts before, DatabaseWork? aside = null, string database = "")
    {
        var done = new Dictionary<(string Database, long Statement), StatementCalls>();
        foreach (var (key, (text, calls)) in _statements)
        {
            var more = calls - before._statements.GetValueOrDefault(key).Calls;
            if (more > 0 && key.Database.StartsWith(database, StringComparison.Ordinal) && aside?.ByStatement.ContainsKey(key) != true)
            {
                done[key] = new StatementCalls(text, more);
            }
        }

        return new DatabaseWork(done, _transactions - before._transactions, _log - before._log);
    }

    /// <summary>
    /// Whether it says that its transaction need not wait for the disk, or moves a position of the daemon, which says it too (D-021).
    /// </summary>
    internal static bool IsMark(string statement) =>
        statement.Contains("set_config(", StringComparison.OrdinalIgnoreCase)
        || statement.Contains("mt_mark_event_progression", StringComparison.OrdinalIgnoreCase)
        || (
            statement.Contains("mt_event_progression", StringComparison.OrdinalIgnoreCase)
            && !statement.TrimStart().StartsWith("select", StringComparison.OrdinalIgnoreCase)
        );
}

/// <summary>A statement with its constants taken out, and how often it ran.</summary>
public sealed record StatementCalls(string Text, long Calls);

/// <summary>What PostgreSQL has done between two moments.</summary>
/// <param name="ByStatement">Calls by database and statement.</param>
/// <param name="Transactions">Transactions that wrote something, of all databases.</param>
/// <param name="Log">Bytes of the write-ahead log, of all databases.</param>
public sealed record DatabaseWork(
    IReadOnlyDictionary<(string Database, long Statement), StatementCalls> ByStatement,
    long Transactions,
    long Log
)
{
    /// <summary>Statements that a client sent; begin and commit among them.</summary>
    public long Statements => ByStatement.Values.Sum(s => s.Calls);

    /// <summary>Transactions that were begun and committed by a client.</summary>
    public long Commits => ByStatement.Values.Where(s => s.Text == "COMMIT").Sum(s => s.Calls);

    /// <summary>Both together.</summary>
    public DatabaseWork And(DatabaseWork other) =>
        this with
        {
            ByStatement = ByStatement.Concat(other.ByStatement).ToDictionary(s => s.Key, s => s.Value),
        };

    /// <summary>Transactions that wrote and need not wait for the disk.</summary>
    public long NeedNotWait => ByStatement.Values.Where(s => DatabaseCounts.IsMark(s.Text)).Sum(s => s.Calls);

    /// <summary>Transactions that wrote and wait for the disk.</summary>
    public long Waiting => Transactions - NeedNotWait;

    /// <summary>The statements, the most frequent first, one a line.</summary>
    public string Tell() =>
        string.Join(
            '\n',
            ByStatement
                .OrderBy(s => s.Key.Database, StringComparer.Ordinal)
                .ThenByDescending(s => s.Value.Calls)
                .Select(s => $"{s.Key.Database.Split('_')[^2]} {s.Value.Calls} × {OneLine(s.Value.Text)}")
        );

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)) is { Length: > 160 } wide
            ? wide[..160]
            : string.Join(' ', text.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
