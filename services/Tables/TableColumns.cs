namespace CustomerService.Tables;

/// <summary>The columns that a table may have. Only the key must be there: what a table does not say stays as it is.</summary>
/// <param name="Key">The column that names a row.</param>
/// <param name="Others">All others.</param>
public sealed record TableColumns(string Key, params IReadOnlyList<string> Others)
{
    /// <summary>
    /// The column of each cell of the header, null where the header is empty; refused when the key is missing, or a column is unknown or
    /// there twice.
    /// </summary>
    public IReadOnlyList<string?> Match(IReadOnlyList<string> header, int line)
    {
        var known = Others.Prepend(Key).ToDictionary(c => c, StringComparer.OrdinalIgnoreCase);
        var columns = header.Select(cell => cell.Trim() is { Length: > 0 } name ? known.GetValueOrDefault(name, name) : null).ToList();
        // A title above the header, or a sheet with instructions: that is said once, not of each of its words.
        if (!columns.Contains(Key))
        {
            var detail = $"The first line of the table must name its columns; there is no column {Key}.";
            throw UploadedTable.Refuse([new RowError(line, "", Key, detail)]);
        }

        var errors = columns
            .OfType<string>()
            .Where(c => !known.ContainsKey(c))
            .Select(c => new RowError(line, "", c, $"No such column; did you mean {Nearest(c)}?"))
            .Concat(
                columns
                    .OfType<string>()
                    .GroupBy(c => c)
                    .Where(g => g.Count() > 1)
                    .Select(g => new RowError(line, "", g.Key, "The column is there more than once."))
            )
            .ToList();
        return errors.Count > 0 ? throw UploadedTable.Refuse(errors) : columns;
    }

    private string Nearest(string name) => Others.Prepend(Key).MinBy(known => Distance(known.ToUpperInvariant(), name.ToUpperInvariant()))!;

    // Levenshtein: how many letters must be changed, added or left out.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
