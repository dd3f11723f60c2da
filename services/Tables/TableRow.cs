namespace CustomerService.Tables;

/// <summary>What an import did. Nothing is half-imported: with one refused row no row is taken.</summary>
/// <param name="Accepted">Rows that were new or changed something; of a dry run: that would.</param>
/// <param name="Unchanged">Rows that said what was known already.</param>
/// <param name="Refused">Rows that cannot be right.</param>
/// <param name="Errors">Each thing that is wrong, in the order of the rows, at most 1,000.</param>
public sealed record ImportReport(int Accepted, int Unchanged, int Refused, IReadOnlyList<RowError> Errors);

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
