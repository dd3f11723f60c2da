using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Tables;

/// <summary>Takes a table at once: every row is looked at, then all are taken or none. The same table again changes nothing.</summary>
public static class TableImport
{
    /// <summary>Reads the body, refuses it with everything that is wrong, or stores it.</summary>
    /// <param name="request">The table.</param>
    /// <param name="columns">The columns that it may have; the key may not stand there twice.</param>
    /// <param name="commands">Commits.</param>
    /// <param name="read">Makes a record of a row and notes what is wrong with it.</param>
    /// <param name="store">Stages what is new or changed and returns how many that is; may run again after a lost race.</param>
    /// <param name="isDryRun">Only says what would change.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Import<T>(
        HttpRequest request,
        TableColumns columns,
        Commands commands,
        Func<TableRow, RowReader, T> read,
        Func<IDocumentSession, IReadOnlyList<T>, Task<int>> store,
        bool isDryRun,
        CancellationToken cancellationToken
    ) => await Import(await request.ReadRows(columns, cancellationToken), columns.Key, commands, read, store, isDryRun, cancellationToken);

    /// <summary>The same for rows that have been read, where the rows must be known together before one can be judged.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="key">The column that names a row; it may not stand there twice.</param>
    /// <param name="commands">Commits.</param>
    /// <param name="read">Makes a record of a row and notes what is wrong with it.</param>
    /// <param name="store">Stages what is new or changed and returns how many that is; may run again after a lost race.</param>
    /// <param name="isDryRun">Only says what would change.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Import<T>(
        IReadOnlyList<TableRow> rows,
        string key,
        Commands commands,
        Func<TableRow, RowReader, T> read,
        Func<IDocumentSession, IReadOnlyList<T>, Task<int>> store,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        var (seen, records, errors) = (new HashSet<string>(), new List<T>(), new List<RowError>());
        foreach (var row in rows)
        {
            var reader = new RowReader(row, key);
            records.Add(read(row, reader));
            if (row[key] is { } value && !seen.Add(value))
            {
                reader.Refuse(key, UploadedTable.StandsTwice);
            }

            errors.AddRange(reader.Errors);
        }

        if (errors.Count > 0)
        {
            return UploadedTable.Problem(errors);
        }

        var stored = await commands.Commit<int>(
            async (session, _) => new Decided<int>(await store(session, records), []),
            cancellationToken,
            isPreview: isDryRun
        );
        return stored.Rejection is { } rejection
            ? rejection.ToProblem()
            : TypedResults.Ok(new ImportReport(stored.State, records.Count - stored.State, 0, []));
    }
}
