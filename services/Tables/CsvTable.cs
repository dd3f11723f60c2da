using nietras.SeparatedValues;

namespace CustomerService.Tables;

/// <summary>A table as text: separated by commas, semicolons or tabs, whichever its first line has most of.</summary>
internal static class CsvTable
{
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>The lines with anything in them, each with its number.</summary>
    public static IEnumerable<(int Line, string[] Cells)> Read(Stream table)
    {
        char separator;
        using (var first = TableText.Open(table))
        {
            var header = first.ReadLine() ?? "";
            separator = Separators.MaxBy(s => header.Count(c => c == s));
        }

        using var text = TableText.Open(table);
        using var reader = Sep.New(separator)
            .Reader(o => o with { HasHeader = false, Unescape = true, DisableColCountCheck = true })
            .From(text);
        for (var isFirst = true; reader.MoveNext(); isFirst = false)
        {
            // Sep gives the first line the number of the next one.
            var (line, cells) = Current(reader);
            line = isFirst ? 1 : line;
            if (cells.Any(c => !string.IsNullOrWhiteSpace(c)))
            {
                yield return (line, cells);
            }
        }
    }

    private static (int Line, string[] Cells) Current(SepReader reader)
    {
        var row = reader.Current;
        if (row.Span.Count('"') % 2 != 0)
        {
            throw new InvalidDataException("A quote is opened and never closed.");
        }

        var cells = new string[row.ColCount];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = row[i].ToString();
        }

        return (row.LineNumberFrom, cells);
    }
}
