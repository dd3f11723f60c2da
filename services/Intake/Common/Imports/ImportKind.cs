using Marten;

namespace CustomerService.Intake.Common.Imports;

/// <summary>One kind of table.</summary>
/// <param name="Code">What it holds, as it stands in the address: customers.</param>
/// <param name="Columns">The columns that it may have.</param>
/// <param name="State">What the stream of a row folds to.</param>
/// <param name="Judge">Says of each row what is wrong with it or what it changes.</param>
internal sealed record ImportKind(string Code, TableColumns Columns, Type State, JudgeRows Judge)
{
    /// <summary>The column that names a row.</summary>
    public string Key => Columns.Key;
}

/// <summary>Judges rows one by one, by themselves and by what is known; changes nothing.</summary>
internal delegate Task<IReadOnlyList<JudgedRow>> JudgeRows(
    IQuerySession query,
    IReadOnlyList<TableRow> rows,
    DateTimeOffset now,
    CancellationToken cancellationToken
);

/// <summary>What there is to say of a row.</summary>
/// <param name="Key">The row's key as it stands in the table.</param>
/// <param name="Errors">What is wrong with it; then it has no event.</param>
/// <param name="Event">What it says that was not known, or null.</param>
/// <param name="IsKnown">Whether its stream is there already.</param>
/// <param name="Changes">What it changes in what is known.</param>
internal sealed record JudgedRow(
    string Key,
    IReadOnlyList<RowError> Errors,
    object? Event,
    bool IsKnown,
    IReadOnlyList<RowChange>? Changes = null
);

internal static class JudgedRows
{
    /// <summary>Appends what rows say that was not known; answers how many did.</summary>
    public static int Append(this IDocumentSession session, ImportKind kind, IEnumerable<JudgedRow> rows)
    {
        var accepted = 0;
        foreach (var row in rows.Where(row => row.Event is not null))
        {
            accepted++;
            if (row.IsKnown)
            {
                session.Events.Append(row.Key, row.Event!);
            }
            else
            {
                session.Events.StartStream(kind.State, row.Key, row.Event!);
            }
        }

        return accepted;
    }
}
