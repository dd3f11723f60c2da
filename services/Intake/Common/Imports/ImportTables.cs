using System.Text.Encodings.Web;
using System.Text.Json;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Common.Imports;

/// <summary>The rows of tables under way, which are gone when their import ends, and what was wrong with rows, which stays.</summary>
internal static class ImportTables
{
    // Places of a row in the report: what is wrong with its cells, then that it stands twice.
    private const int PlacesOfARow = 100;

    private const string CopyRows = "copy import_row (import, line, key, cells) from stdin (format binary)";

    private const string NextRows =
        "select line, cells::text from import_row where import = @import and line > @after order by line limit @limit";

    private static readonly JsonSerializerOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(StoreOptions options)
    {
        options.Storage.ExtendedSchemaObjects.Add(Row());
        options.Storage.ExtendedSchemaObjects.Add(Error());
    }

    /// <summary>Stores rows in the transaction of the connection; answers how many there were.</summary>
    public static async Task<int> Copy(
        NpgsqlConnection connection,
        string import,
        ImportKind kind,
        IEnumerable<TableRow> rows,
        int most,
        CancellationToken cancellationToken
    )
    {
        var count = 0;
        await using var copy = await connection.BeginBinaryImportAsync(CopyRows, cancellationToken);
        foreach (var row in rows)
        {
            if (++count > most)
            {
                throw new BadHttpRequestException($"A table has at most {most} rows.", StatusCodes.Status413PayloadTooLarge);
            }

            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(import, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(row.Number, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row[kind.Key] ?? "", NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(JsonSerializer.Serialize(row.Cells, AsItIs), NpgsqlDbType.Jsonb, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
        return count;
    }

    /// <summary>The rows behind the first <paramref name="done"/>.</summary>
    public static async Task<IReadOnlyList<TableRow>> Next(
        IQuerySession session,
        string import,
        int done,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(NextRows);
        command.Parameters.AddWithValue("import", import);
        // The header is line 1.
        command.Parameters.AddWithValue("after", done + 1);
        command.Parameters.AddWithValue("limit", limit);
        await using var reader = await session.ExecuteReaderAsync(command, cancellationToken);
        var rows = new List<TableRow>(limit);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new TableRow(reader.GetInt32(0), JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(1))!));
        }

        return rows;
    }

    /// <summary>Puts every row whose key stands further up already into the report.</summary>
    public static void QueueStandsTwice(this IDocumentOperations session, string import, string field) =>
        session.QueueSqlCommand(
            $"insert into import_error (import, place, line, key, field, detail) select import, line::bigint * {PlacesOfARow} + "
                + $"{PlacesOfARow - 1}, line, key, ?, ? from "
                + "(select *, row_number() over (partition by key order by line) as nth from import_row where import = ? and key <> "
                + "'') as r where nth > 1",
            field,
            UploadedTable.StandsTwice,
            import
        );

    /// <summary>Puts what is wrong into the report.</summary>
    public static void QueueErrors(this IDocumentOperations session, string import, IReadOnlyCollection<RowError> errors)
    {
        if (errors.Count > 0)
        {
            session.QueueSqlCommand(
                "insert into import_error (import, place, line, key, field, detail) "
                    + "select ?, place, line, key, field, detail from unnest(?, ?, ?, ?, ?) as e(place, line, key, field, detail)",
                import,
                errors.GroupBy(e => e.Row).SelectMany(row => row.Select((e, i) => (long)e.Row * PlacesOfARow + i)).ToArray(),
                errors.Select(e => e.Row).ToArray(),
                errors.Select(e => e.Key).ToArray(),
                errors.Select(e => e.Field).ToArray(),
                errors.Select(e => e.Detail).ToArray()
            );
        }
    }

    /// <summary>How many rows the report names.</summary>
    public static async Task<int> WrongRows(IQuerySession session, string import, CancellationToken cancellationToken) =>
        (await session.QueryAsync<int>("select count(distinct line)::int from import_error where import = ?", cancellationToken, import))[
            0
        ];

    /// <summary>Nothing is kept of a table when its import has ended.</summary>
    public static void QueueForgetRows(this IDocumentOperations session, string import) =>
        session.QueueSqlCommand("delete from import_row where import = ?", import);

    /// <summary>
    /// I4: takes what a table under way says about a person out of it, in the transaction that erases them; the row is refused when
    /// its turn comes.
    /// </summary>
    public static void QueueForgetRows(this IDocumentOperations session, string column, string key) =>
        session.QueueSqlCommand("update import_row set cells = jsonb_build_object(?, key) where key = ?", column, key);

    private static Table Row()
    {
        var table = new Table("public.import_row");
        table.AddColumn("import", "text").AsPrimaryKey();
        table.AddColumn("line", "integer").AsPrimaryKey();
        table.AddColumn("key", "text").NotNull();
        table.AddColumn("cells", "jsonb").NotNull();
        return table;
    }

    private static Table Error()
    {
        var table = new Table("public.import_error");
        table.AddColumn("import", "text").AsPrimaryKey();
        table.AddColumn("place", "bigint").AsPrimaryKey();
        table.AddColumn("line", "integer").NotNull();
        table.AddColumn("key", "text").NotNull();
        table.AddColumn("field", "text");
        table.AddColumn("detail", "text").NotNull();
        return table;
    }
}
