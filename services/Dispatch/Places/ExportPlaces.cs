using System.Globalization;
using System.Text;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using MiniExcelLibs;

namespace CustomerService.Dispatch.Places;

/// <summary>D1: all places as a table that can be imported again unchanged.</summary>
internal static class ExportPlaces
{
    private static readonly (string Name, Func<Place, object?> Cell)[] Columns =
    [
        ("code", p => p.Code),
        ("name", p => p.Name),
        ("kind", p => p.Kind.ToCode()),
        ("parent", p => p.Parent),
        ("status", p => p.Status.ToCode()),
        ("province", p => p.Province),
        ("city", p => p.City),
        ("regionCode", p => p.RegionCode),
        ("latitude", p => p.Latitude),
        ("longitude", p => p.Longitude),
        ("address", p => p.Address),
        ("phone", p => p.Phone),
        ("hours", p => p.Hours),
        ("capacity", p => p.Capacity),
        ("services", p => string.Join('|', p.Services)),
        ("brands", p => string.Join('|', p.Brands)),
    ];

    /// <summary>The columns, which an import takes, too.</summary>
    public static IEnumerable<string> ColumnNames => Columns.Select(c => c.Name);

    public static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Handle(
        IQuerySession query,
        CancellationToken cancellationToken,
        string format = "csv"
    )
    {
        if (format is not ("csv" or "xlsx"))
        {
            return Rejection.Invalid("format-unknown", "The format is csv or xlsx.").ToProblem();
        }

        var places = await query.Query<Place>().OrderBy(p => p.Id).ToListAsync(cancellationToken);
        return format == "csv"
            ? TypedResults.File(Csv(places), "text/csv; charset=utf-8", "sites.csv")
            : TypedResults.File(await Workbook(places, cancellationToken), PlacesModule.Xlsx, "sites.xlsx");
    }

    internal static byte[] Csv(IEnumerable<Place> places)
    {
        var csv = new StringBuilder().AppendJoin(',', Columns.Select(c => c.Name)).Append("\r\n");
        foreach (var place in places)
        {
            csv.AppendJoin(',', Columns.Select(c => Quoted(Unspoilt(Text(c.Cell(place)))))).Append("\r\n");
        }

        // Spreadsheets take a file for UTF-8 only with the mark.
        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(csv.ToString())];
    }

    private static async Task<byte[]> Workbook(IReadOnlyList<Place> places, CancellationToken cancellationToken)
    {
        using var workbook = new MemoryStream();
        var rows = places.Select(p => Columns.ToDictionary(c => c.Name, c => c.Cell(p) is string text ? Unspoilt(text) : c.Cell(p)));
        await workbook.SaveAsAsync(rows, cancellationToken: cancellationToken);
        return workbook.ToArray();
    }

    // A cell that begins like a formula would be one when the file is opened: an apostrophe keeps it text. A number with its sign is none.
    private static string Unspoilt(string text) => LooksLikeAFormula(text) ? $"'{text}" : text;

    /// <summary>Whether an export put an apostrophe before the text.</summary>
    public static bool IsKeptText(string cell) => cell.StartsWith('\'') && LooksLikeAFormula(cell[1..]);

    private static bool LooksLikeAFormula(string text) =>
        text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) && !IsNegative(text);

    private static bool IsNegative(string text) =>
        text[0] == '-' && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Text(object? cell) => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
