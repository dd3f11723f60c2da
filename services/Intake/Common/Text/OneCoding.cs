using System.Collections.Frozen;
using System.Globalization;

namespace CustomerService.Intake.Common.Text;

/// <summary>
/// The same letters in one coding (NFKC): composed accents, radicals as characters, full-width kana, half-width digits. The runtime has no
/// tables of its own where no culture is installed, so ours lie beside it.
/// </summary>
internal static class OneCoding
{
    private static readonly FrozenDictionary<string, string> Forms = Read();

    /// <summary>The text in one coding. Half of a pair is no character and becomes U+FFFD.</summary>
    public static string Of(string? text)
    {
        var folded = new List<string>(text?.Length ?? 0);
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            var character = rune.ToString();
            foreach (var part in Forms.GetValueOrDefault(character, character).EnumerateRunes())
            {
                Add(folded, part.ToString());
            }
        }

        return string.Concat(folded);
    }

    // A mark joins the letter before it.
    private static void Add(List<string> folded, string character)
    {
        if (folded.Count > 0 && Forms.TryGetValue(folded[^1] + character, out var composed))
        {
            folded[^1] = composed;
            return;
        }

        folded.Add(character);
    }

    private static FrozenDictionary<string, string> Read()
    {
        using var file = new StreamReader(typeof(OneCoding).Assembly.GetManifestResourceStream("UnicodeForms.txt")!);
        var forms = new Dictionary<string, string>();
        while (file.ReadLine() is { } line)
        {
            if (line.Split('>') is [var from, var to])
            {
                forms[Characters(from)] = Characters(to);
            }
        }

        return forms.ToFrozenDictionary();
    }

    private static string Characters(string codes) =>
        string.Concat(
            codes.Split(' ').Select(c => char.ConvertFromUtf32(int.Parse(c, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
        );
}
