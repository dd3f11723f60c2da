namespace CustomerService.Tables;

/// <summary>What an import did. Nothing is half-imported: with one refused row no row is taken.</summary>
/// <param name="Accepted">Rows that were new or changed something; of a dry run: that would.</param>
/// <param name="Unchanged">Rows that said what was known already.</param>
/// <param name="Refused">Rows that cannot be right.</param>
/// <param name="Errors">Each thing that is wrong, in the order of the rows, at most 1,000.</param>
/// <param name="Changes">Of a dry run: what would be changed in what is known, in the order of the rows, at most 1,000; null otherwise.</param>
public sealed record ImportReport(
    int Accepted,
    int Unchanged,
    int Refused,
    IReadOnlyList<RowError> Errors,
    IReadOnlyList<RowChange>? Changes = null
);

/// <summary>A value that a row would change.</summary>
/// <param name="Row">Line in the file; the header is line 1.</param>
/// <param name="Key">The row's key as it stands in the file.</param>
/// <param name="Field">Column.</param>
/// <param name="From">What is known, or null.</param>
/// <param name="To">What the row says, or null.</param>
public sealed record RowChange(int Row, string Key, string Field, string? From, string? To);

/// <summary>What is wrong with a row.</summary>
/// <param name="Row">Line in the file; the header is line 1.</param>
/// <param name="Key">The row's key as it stands in the file.</param>
/// <param name="Field">Column, or null for the row as a whole.</param>
/// <param name="Detail">What is wrong with it.</param>
public sealed record RowError(int Row, string Key, string? Field, string Detail);

/// <summary>A row of an uploaded table, by column name.</summary>
public sealed record TableRow(int Number, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>The trimmed cell, or null when it is empty or the column is missing.</summary>
    public string? this[string column] => Cells.TryGetValue(column, out var cell) && cell.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>Whether the table has this column, be the cell empty or not.</summary>
    public bool Says(string column) => Cells.ContainsKey(column);

    /// <summary>What the row says otherwise than what is known; both name the same columns in the same order.</summary>
    public IReadOnlyList<RowChange> Changes(
        string key,
        IEnumerable<(string Column, string? Value)> known,
        IEnumerable<(string Column, string? Value)> said
    ) =>
        [
            .. known
                .Zip(said)
                .Where(pair => pair.First.Value != pair.Second.Value)
                .Select(pair => new RowChange(Number, key, pair.First.Column, pair.First.Value, pair.Second.Value)),
        ];

    /// <summary>The row with what is known in the columns that the table does not have: those values stay as they are.</summary>
    public TableRow Else(params IEnumerable<(string Column, string? Value)> known)
    {
        var cells = new Dictionary<string, string>(Cells);
        foreach (var (column, value) in known)
        {
            cells.TryAdd(column, value ?? "");
        }

        return this with
        {
            Cells = cells,
        };
    }
}
