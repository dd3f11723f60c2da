using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CustomerService.EndToEnd;

/// <summary>
/// Words that must not be found. Each is looked for as it is, percent-encoded and as the hexadecimal digits of its UTF-8 (so PostgreSQL
/// shows bytea); escapes of JSON (<c>\u4E2D</c>, escaped once or more) are undone in the text first. A word of two characters is also a
/// part of others, so it counts where no letter stands beside it.
/// </summary>
internal sealed partial class Needles
{
    private const int Short = 2;
    private readonly Dictionary<string, string> _words = [];
    private readonly SearchValues<string> _search;

    public Needles(IEnumerable<string> words)
    {
        foreach (var word in words.Where(w => w.Length >= Short))
        {
            foreach (var form in new[] { word, Uri.EscapeDataString(word), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word)) })
            {
                _words[form] = word;
            }
        }

        _search = SearchValues.Create([.. _words.Keys], StringComparison.Ordinal);
    }

    /// <summary>How many there are.</summary>
    public int Count => _words.Values.Distinct().Count();

    /// <summary>The first one in a text with what stands around it, or null.</summary>
    public string? In(string text)
    {
        var plain = text.Contains("\\u", StringComparison.Ordinal)
            ? Escaped()
                .Replace(text, m =>
                    ((char)int.Parse(m.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()
                )
            : text;
        for (var from = 0; plain.AsSpan(from).IndexOfAny(_search) is >= 0 and var hit; from += hit + 1)
        {
            var at = from + hit;
            var form = _words.Keys.First(f => string.CompareOrdinal(plain, at, f, 0, f.Length) == 0);
            if (form.Length > Short || !(Letter(plain, at - 1) || Letter(plain, at + form.Length)))
            {
                var begin = Math.Max(0, at - 60);
                return $"{_words[form]} in …{plain[begin..Math.Min(plain.Length, at + form.Length + 60)]}…";
            }
        }

        return null;
    }

    private static bool Letter(string text, int at) => at >= 0 && at < text.Length && char.IsLetter(text[at]);

    [GeneratedRegex(@"\\+u([0-9a-fA-F]{4})")]
    private static partial Regex Escaped();
}
