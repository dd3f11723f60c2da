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
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const int MostErrors = 1000;

    /// <summary>422 with an <see cref="ImportReport"/> as the extension <c>report</c>.</summary>
    public static ProblemHttpResult Refused(IReadOnlyCollection<RowError> errors) => Problems.Problem(
        StatusCodes.Status422UnprocessableEntity, "import-refused", "Nothing was imported: some rows cannot be right.",
        new Dictionary<string, object?> { ["report"] = new ImportReport(0, 0, errors.Select(e => e.Row).Distinct().Count(), [.. errors.Take(MostErrors)]) });

    /// <summary>Reads the rows of the request's body.</summary>
    public static async Task<IReadOnlyList<ImportRow>> ReadRows(this HttpRequest request, CancellationToken cancellationToken)
    {
        var type = request.ContentType?.Split(';')[0].Trim() switch
        {
            "text/csv" => ExcelType.CSV,
            Xlsx => ExcelType.XLSX,
            _ => throw new BadHttpRequestException($"Send text/csv or {Xlsx}.", StatusCodes.Status415UnsupportedMediaType),
        };
        // A workbook is a zip file: its table of contents stands at the end.
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        buffer.Position = 0;
        try
        {
            return [.. MiniExcel.Query(buffer, useHeaderRow: true, excelType: type).Cast<IDictionary<string, object?>>().Select((row, i) => ToRow(row, i + 2))];
        }
        catch (InvalidDataException exception)
        {
            throw new BadHttpRequestException("The body is no table of that type.", exception);
        }
    }

    private static ImportRow ToRow(IDictionary<string, object?> row, int number) =>
        new(number, row.ToDictionary(c => c.Key, c => Text(c.Value)));

    // A workbook may hold real dates; in a table they stand as 2026-11-22.
    private static string Text(object? cell) => cell is DateTime { TimeOfDay.Ticks: 0 } day
        ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
}
