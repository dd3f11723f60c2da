using System.Buffers;
using System.Globalization;

namespace CustomerService.ServiceDefaults;

/// <summary>Texts as cells of a table that somebody will open in a spreadsheet.</summary>
public static class SpreadsheetCell
{
    // As people type them, and as Chinese and Japanese keyboards do: spreadsheets of East Asia take the wide forms for the narrow ones.
    private const string Starts = "=+-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n";

    private static readonly SearchValues<char> Separators = SearchValues.Create(",;\"\t\r\n");

    /// <summary>
    /// The text with an apostrophe before it when it begins like a formula, which would be run by whoever opens the table. A number or a
    /// telephone number holds no name of a function or a cell, and stays as it is.
    /// </summary>
    public static string Harmless(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var first = text.FirstOrDefault(c => !IsPassedOver(c));
        return (Starts.Contains(first, StringComparison.Ordinal) || Starts.Contains(text[0], StringComparison.Ordinal)) && !IsNumber(text)
            ? $"'{text}"
            : text;
    }

    /// <summary>The harmless text as a cell of a CSV file.</summary>
    public static string Csv(string? text)
    {
        var cell = Harmless(text);
        return cell.AsSpan().ContainsAny(Separators) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }

    private static bool IsPassedOver(char c) =>
        char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control;

    private static bool IsNumber(string text) => text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '.' or ' ' or '(' or ')');
}
