using System.Globalization;
using System.Text.RegularExpressions;

namespace CustomerService.Tables;

/// <summary>Reads the cells of one row and collects everything that is wrong with them.</summary>
public sealed partial class RowReader(TableRow row, string key)
{
    private readonly List<RowError> _errors = [];

    /// <summary>What is wrong, in the order in which it was found.</summary>
    public IReadOnlyList<RowError> Errors => _errors;

    /// <summary>The cell, or null when it is empty.</summary>
    public string? this[string column] => row[column];

    /// <summary>Notes what is wrong with a cell.</summary>
    public void Refuse(string column, string detail) => _errors.Add(new RowError(row.Number, row[key] ?? "", column, detail));

    /// <summary>A text of 1 to <paramref name="most"/> characters.</summary>
    public string Text(string column, int most = 200)
    {
        var text = row[column];
        if (text is null || text.Length > most)
        {
            Refuse(column, $"It needs 1 to {most} characters.");
        }

        return text ?? "";
    }

    /// <summary>A text of a certain form.</summary>
    public string Matching(string column, string expected, Regex pattern)
    {
        var text = row[column];
        if (text is null || !pattern.IsMatch(text))
        {
            Refuse(column, $"It must be {expected}.");
        }

        return text ?? "";
    }

    /// <summary>Whatever <paramref name="parse"/> makes of it.</summary>
    public T Parse<T>(string column, string expected, Func<string, T?> parse)
        where T : struct
    {
        if (row[column] is { } text && parse(text) is { } value)
        {
            return value;
        }

        Refuse(column, $"It must be {expected}.");
        return default;
    }

    /// <summary>An amount of money from 0.</summary>
    public decimal Amount(string column) =>
        Parse(column, "an amount from 0", text =>
            decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) && amount >= 0
                ? amount
                : (decimal?)null
        );

    /// <summary>A whole number from 0.</summary>
    public int Count(string column) =>
        Parse(column, "a whole number from 0", text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : (int?)null
        );

    /// <summary>One of a few words.</summary>
    public string OneOf(string column, params string[] values)
    {
        if (row[column] is not { } value || !values.Contains(value))
        {
            Refuse(column, $"It must be one of: {string.Join(", ", values)}.");
            return "";
        }

        return value;
    }

    /// <summary>A cell such as <c>screen|battery</c>; empty is an empty list.</summary>
    public IReadOnlyList<string> List(string column, int most)
    {
        var items = row[column]?.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (items.Any(i => i.Length > most))
        {
            Refuse(column, $"Each entry has at most {most} characters.");
        }

        return items;
    }

    /// <summary>
    /// A day whose year stands first, however it is separated: 2025-12-09, 2025/12/9, 2025.12.9, 2025年12月9日; null for anything else, since
    /// 9/12/2025 is two days.
    /// </summary>
    public static DateOnly? Day(string text) =>
        YearFirst().Match(text) is { Success: true } match
        && DateOnly.TryParseExact(
            $"{match.Groups[1].Value}-{match.Groups[2].Value}-{match.Groups[3].Value}",
            "yyyy-M-d",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;

    [GeneratedRegex(@"^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?( 0?0:00(:00)?)?\z")]
    private static partial Regex YearFirst();
}
