using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Tables;

/// <summary>
/// The one way in which tables come: CSV or XLSX, the first line names the columns. What cannot be right is answered 422
/// <c>table-refused</c> with a report of everything that is wrong, and changes nothing.
/// </summary>
public static class UploadedTable
{
    /// <summary>Code of the problem document.</summary>
    public const string Refused = "table-refused";

    /// <summary>What is said of a key that stands in a table twice.</summary>
    public const string StandsTwice = "Stands twice in the table.";

    private const string Csv = "text/csv";
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int MostErrors = 1000;

    /// <summary>422 with an <see cref="ImportReport"/> as the extension <c>report</c>.</summary>
    public static ProblemHttpResult Problem(IReadOnlyCollection<RowError> errors)
    {
        var rows = errors.Select(e => e.Row).Distinct().Count();
        var report = new ImportReport(0, 0, rows, [.. errors.OrderBy(e => e.Row).Take(MostErrors)]);
        var first = report.Errors[0];
        var what = first.Field is null ? first.Detail : $"{first.Field}: {first.Detail}";
        return Problems.Problem(
            StatusCodes.Status422UnprocessableEntity,
            Refused,
            $"Nothing was taken: {rows} line(s) cannot be right. Line {first.Row}: {what}",
            new Dictionary<string, object?> { ["report"] = report }
        );
    }

    /// <summary>The same for what is found while the table is read.</summary>
    public static ProblemException Refuse(IReadOnlyCollection<RowError> errors) => new(Problem(errors));

    /// <summary>Reads the rows of the request's body.</summary>
    public static async Task<IReadOnlyList<TableRow>> ReadRows(
        this HttpRequest request,
        TableColumns columns,
        CancellationToken cancellationToken
    )
    {
        var type = request.TableType();
        // Which coding it is, is known at the end; and the table of contents of a workbook stands there.
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return [.. Rows(buffer, type, columns)];
    }

    /// <summary>The type of the table in the body: text/csv or the one of XLSX; 415 when it is neither.</summary>
    public static string TableType(this HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim() is (Csv or Xlsx) and { } type
            ? type
            : throw new BadHttpRequestException($"Send {Csv} or {Xlsx}.", StatusCodes.Status415UnsupportedMediaType);

    /// <summary>
    /// The rows of a table of this type from its beginning, one at a time; refused from the line on where it cannot be read.
    /// </summary>
    public static IEnumerable<TableRow> Rows(Stream table, string type, TableColumns columns)
    {
        IReadOnlyList<string?>? header = null;
        var line = 1;
        using var lines = (type == Csv ? CsvTable.Read(table) : XlsxTable.Read(table)).GetEnumerator();
        while (Advance())
        {
            line = lines.Current.Line;
            if (header is null)
            {
                header = columns.Match(lines.Current.Cells, line);
                continue;
            }

            yield return ToRow(header, columns.Key, line, lines.Current.Cells);
        }

        if (header is null && type != Csv)
        {
            columns.Match([], 1);
        }

        bool Advance()
        {
            try
            {
                return lines.MoveNext();
            }
            // Whatever the libraries make of what is no table, but not a disk that fails.
            catch (Exception exception) when (exception is not ProblemException and (EndOfStreamException or not IOException))
            {
                throw Refuse([new RowError(line + 1, "", null, "It cannot be read: the body is no table of that type.")]);
            }
        }
    }

    private static TableRow ToRow(IReadOnlyList<string?> header, string key, int line, string[] texts)
    {
        var cells = new Dictionary<string, string>();
        for (var i = 0; i < Math.Max(texts.Length, header.Count); i++)
        {
            var text = i < texts.Length ? texts[i] : null;
            var column = i < header.Count ? header[i] : null;
            if (column is not null && text is not null)
            {
                cells[column] = text;
            }
            else if (column is not null || !string.IsNullOrWhiteSpace(text))
            {
                throw Refuse([new RowError(line, cells.GetValueOrDefault(key, ""), null, "It has not as many cells as the header.")]);
            }

            if (text?.AsSpan().IndexOfAny('\0', '\uFFFD') >= 0)
            {
                throw Refuse([
                    new RowError(line, cells.GetValueOrDefault(key, ""), column, "It holds a character that stands for a destroyed one."),
                ]);
            }
        }

        return new TableRow(line, cells);
    }
}
