using System.Globalization;
using System.Text;
using CustomerService.Intake.Common.Text;

namespace CustomerService.Intake.Common.Index;

/// <summary>A piece of text that can be looked for.</summary>
internal enum TokenKind
{
    /// <summary>Chinese, Japanese or Korean characters in a row: written without gaps, so it is cut into pairs.</summary>
    Script,

    /// <summary>Letters, possibly with digits: a word or a code.</summary>
    Word,

    /// <summary>Digits only.</summary>
    Digits,
}

/// <summary>A piece of text that can be looked for, in lower case and half width.</summary>
internal sealed record Token(TokenKind Kind, string Text)
{
    /// <summary>The characters of a script, also those outside the basic plane.</summary>
    public IReadOnlyList<string> Characters { get; } = [.. Text.EnumerateRunes().Select(r => r.ToString())];
}

/// <summary>
/// Cuts any text into tokens, without a dictionary. Full width becomes half width, any script's digits become 0 to 9; punctuation, symbols
/// and emoji separate; what has no width is passed over. No text is an error, whatever it holds.
/// </summary>
internal static class SearchText
{
    private const int HalfWidth = 0xFEE0;

    // From, to: radicals and 々〇, kana, bopomofo, compatibility, extension A, the main block, syllables of Korean, compatibility, half-width
    // kana, extensions B and on.
    private static readonly (int From, int To)[] Scripts =
    [
        (0x2E80, 0x2FDF),
        (0x3005, 0x3007),
        (0x3041, 0x31FF),
        (0x3400, 0x4DBF),
        (0x4E00, 0x9FFF),
        (0xAC00, 0xD7AF),
        (0xF900, 0xFAFF),
        (0xFF66, 0xFF9F),
        (0x20000, 0x3FFFF),
    ];

    /// <summary>The tokens of <paramref name="text"/> in their order.</summary>
    public static IEnumerable<Token> Tokens(string? text)
    {
        var piece = new StringBuilder();
        TokenKind? kind = null;
        foreach (var rune in OneCoding.Of(text).EnumerateRunes())
        {
            var folded = Fold(rune);
            var category = Rune.GetUnicodeCategory(folded);
            if (category == UnicodeCategory.Format || IsMark(category) && kind is null)
            {
                continue;
            }

            var next = KindOf(folded, category);
            // Letters and digits in a row are one code: F03, T00000042.
            var goesOn = next is not null && kind is not null && (next == TokenKind.Script) == (kind == TokenKind.Script);
            if (!goesOn && kind is { } ended)
            {
                yield return new Token(ended, piece.ToString());
                piece.Clear();
            }

            if (next is not null)
            {
                piece.Append(folded.ToString());
            }

            kind = goesOn && kind != next ? TokenKind.Word : next;
        }

        if (kind is { } last)
        {
            yield return new Token(last, piece.ToString());
        }
    }

    /// <summary>
    /// A value as a whole: its tokens, with one space where two of them would run together. Punctuation makes no difference.
    /// </summary>
    public static string Whole(IEnumerable<Token> tokens)
    {
        var whole = new StringBuilder();
        var spaced = false;
        foreach (var token in tokens)
        {
            var isScript = token.Kind == TokenKind.Script;
            whole.Append(spaced && !isScript ? " " : "").Append(token.Text);
            spaced = !isScript;
        }

        return whole.ToString();
    }

    private static bool IsScript(Rune rune) =>
        Scripts.Any(s => rune.Value >= s.From && rune.Value <= s.To)
        && (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber);

    private static TokenKind? KindOf(Rune folded, UnicodeCategory category)
    {
        if (IsScript(folded))
            return TokenKind.Script;
        if (Rune.IsDigit(folded))
            return TokenKind.Digits;
        return Rune.IsLetterOrDigit(folded) || IsMark(category) ? TokenKind.Word : null;
    }

    private static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static Rune Fold(Rune rune)
    {
        if (rune.Value is >= 0xFF01 and <= 0xFF5E)
        {
            return Rune.ToLowerInvariant(new Rune(rune.Value - HalfWidth));
        }

        return Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber && rune.Value > 0x7F
            ? new Rune('0' + (int)Rune.GetNumericValue(rune))
            : Rune.ToLowerInvariant(rune);
    }
}
