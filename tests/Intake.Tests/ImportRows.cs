namespace CustomerService.Intake.Tests;

/// <summary>Rows as an import reads them.</summary>
internal static class ImportRows
{
    /// <summary>Reads <paramref name="row"/> with one cell changed; returns what was made of it and which columns were refused.</summary>
    public static (T Read, string[] Refused) With<T>(
        Dictionary<string, string> row,
        string? column,
        string? cell,
        Func<TableRow, Action<string, string>, T> read
    )
    {
        var cells = new Dictionary<string, string>(row);
        if (column is not null && cell is null)
        {
            cells.Remove(column);
        }
        else if (column is not null)
        {
            cells[column] = cell!;
        }

        var refused = new List<string>();
        return (read(new TableRow(2, cells), (field, _) => refused.Add(field)), [.. refused]);
    }
}
