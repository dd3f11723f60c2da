using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using MiniExcelLibs;

namespace CustomerService.ServiceDefaults;

/// <summary>What an import did. Nothing is half-imported: with one refused row no row is taken.</summary>
/// <param name="Accepted">Rows that were new or changed something.</param>
/// <param name="Unchanged">Rows that said what was known already.</param>
/// <param name="Refused">Rows that cannot be right.</param>
/// <param name="Errors">One entry for each refused row, at most 1,000.</param>
public sealed record ImportReport(int Accepted, int Unchanged, int Refused, IReadOnlyList<RowError> Errors);

/// <summary>Why a row was refused.</summary>
/// <param name="Row">Line in the file; the header is line 1.</param>
/// <param name="Key">The row's key as it stands in the file.</param>
/// <param name="Field">Column, or null for the row as a whole.</param>
/// <param name="Detail">What is wrong with it.</param>
public sealed record RowError(int Row, string Key, string? Field, string Detail);

/// <summary>A row of an uploaded table, by column name.</summary>
public sealed record ImportRow(int Number, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>The trimmed cell, or null when it is empty or the column is missing.</summary>
    public string? this[string column] => Cells.TryGetValue(column, out var cell) && cell.Trim() is { Length: > 0 } text ? text : null;
}

/// <summary>Reads tables as spreadsheets write them: CSV (UTF-8, with or without BOM) or XLSX, first line is the header.</summary>
public static class Imports
{
    private const string Csv = "text/csv";
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const int MostErrors = 1000;

    /// <summary>422 with an <see cref="ImportReport"/> as the extension <c>report</c>.</summary>
    public static ProblemHttpResult Refused(IReadOnlyCollection<RowError> errors) =>
        Problems.Problem(
            StatusCodes.Status422UnprocessableEntity,
            "import-refused",
            "Nothing was imported: some rows cannot be right.",
            new Dictionary<string, object?>
            {
                ["report"] = new ImportReport(0, 0, errors.Select(e => e.Row).Distinct().Count(), [.. errors.Take(MostErrors)]),
            }
        );

    /// <summary>Reads the rows of the request's body.</summary>
    public static async Task<IReadOnlyList<ImportRow>> ReadRows(this HttpRequest request, CancellationToken cancellationToken)
    {
        var type = request.TableType();
        // A workbook is a zip file: its table of contents stands at the end.
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return [.. Rows(buffer, type)];
    }

    /// <summary>The type of the table in the body: text/csv or the one of XLSX; 415 when it is neither.</summary>
    public static string TableType(this HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim() is (Csv or Xlsx) and { } type
            ? type
            : throw new BadHttpRequestException($"Send {Csv} or {Xlsx}.", StatusCodes.Status415UnsupportedMediaType);

    /// <summary>The rows of a table of this type from its beginning, one at a time; 400 from the line on where it cannot be read.</summary>
    public static IEnumerable<ImportRow> Rows(Stream table, string type)
    {
        table.Position = 0;
        if (type == Xlsx)
        {
            WorkbookLimits.Check(table);
        }

        var number = 2;
        using var rows = MiniExcel
            .Query(table, useHeaderRow: true, excelType: type == Csv ? ExcelType.CSV : ExcelType.XLSX)
            .Cast<IDictionary<string, object?>>()
            .GetEnumerator();
        for (; Advance(); number++)
        {
            yield return ToRow(rows.Current, number);
        }

        bool Advance()
        {
            try
            {
                return rows.MoveNext();
            }
            // Whatever the library makes of what is no table, but not a disk that fails.
            catch (Exception exception) when (exception is EndOfStreamException or not IOException)
            {
                throw new BadHttpRequestException(
                    $"The body is no table of that type. Line {number} cannot be read, or has not as many cells as the header.",
                    exception
                );
            }
        }
    }

    private static ImportRow ToRow(IDictionary<string, object?> row, int number) =>
        new(number, row.ToDictionary(c => c.Key, c => Text(c.Value)));

    // A workbook may hold real dates; in a table they stand as 2026-11-22.
    private static string Text(object? cell)
    {
        var text = cell is DateTime { TimeOfDay.Ticks: 0 } day
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
        return StorableText.IsUnstorable(text) ? throw new UnstorableTextException() : text;
    }
}
