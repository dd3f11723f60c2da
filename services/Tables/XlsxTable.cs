using System.Globalization;
using MiniExcelLibs;

namespace CustomerService.Tables;

/// <summary>The first sheet of a workbook, looked at before it is read.</summary>
internal static class XlsxTable
{
    /// <summary>The rows with anything in them, each with its number.</summary>
    public static IEnumerable<(int Line, string[] Cells)> Read(Stream table)
    {
        table.Position = 0;
        WorkbookLimits.Check(table);
        var line = 0;
        foreach (var row in MiniExcel.Query(table, useHeaderRow: false, excelType: ExcelType.XLSX).Cast<IDictionary<string, object?>>())
        {
            line++;
            string[] cells = [.. row.Values.Select(Text)];
            if (cells.Any(c => !string.IsNullOrWhiteSpace(c)))
            {
                yield return (line, cells);
            }
        }
    }

    // A workbook may hold real dates; in a table they stand as 2026-11-22.
    private static string Text(object? cell) =>
        cell is DateTime { TimeOfDay.Ticks: 0 } day
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
}
