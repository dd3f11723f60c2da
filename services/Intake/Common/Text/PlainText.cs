using System.Text;

namespace CustomerService.Intake.Common.Text;

/// <summary>Text of strangers, as it can be stored.</summary>
internal static class PlainText
{
    /// <summary>
    /// What PostgreSQL and JSON can hold, at most <paramref name="most"/> characters: no NUL or other control characters, no half of a
    /// pair.
    /// </summary>
    public static string Clean(string text, int most)
    {
        var clean = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > most)
            {
                break;
            }

            if (!Rune.IsControl(rune) || rune.Value is '\n' or '\t')
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }
}
