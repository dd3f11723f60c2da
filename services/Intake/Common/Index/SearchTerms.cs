using System.Globalization;

namespace CustomerService.Intake.Common.Index;

/// <summary>What can be searched. The code's letter begins every term, so that each kind has its own part of the index.</summary>
internal enum SearchKind
{
    /// <summary>A ticket.</summary>
    Ticket,

    /// <summary>The file of a customer.</summary>
    Customer,

    /// <summary>A unit.</summary>
    Unit,

    /// <summary>A published case of the library.</summary>
    Case,
}

/// <summary>
/// The terms under which something is found. Text: each pair of neighbouring characters of a script, its last character alone, words and
/// digits (<c>w</c>). Values: as a whole (<c>=</c>) and the last digits of numbers (<c>~</c>). The week it is of (<c>#</c>). A single
/// character finds the pairs that begin with it.
/// </summary>
internal sealed class SearchTerms(SearchKind kind)
{
    public const char Text = 'w';
    public const char Whole = '=';
    public const char Tail = '~';
    public const char Week = '#';
    public const int ShortestTail = 4;
    public const int LongestTail = 11;

    // Digits in free text that are long enough to be a phone number or an IMEI.
    private const int LongNumber = 7;
    private const int LongestWord = 60;

    // An entry may take a megabyte; what stands behind so many different terms is not found.
    private const int Most = 10_000;
    private readonly HashSet<string> _terms = [];

    public IReadOnlyCollection<string> All => _terms;

    /// <summary>The term that stands in the index.</summary>
    public static string Term(SearchKind kind, char what, string text) => $"{Letter(kind)}{what}{Beginning(text)}";

    /// <summary>
    /// The term of all of a kind that came in the same week, by which what is recent is found without looking at the rest.
    /// </summary>
    public static string OfWeek(SearchKind kind, long week) => Term(kind, Week, week.ToString(CultureInfo.InvariantCulture));

    /// <summary>Weeks since 1970 by UTC.</summary>
    public static long WeekOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / (7 * 24 * 3600);

    /// <summary>A name, a title, an e-mail address: found from its beginning, and by the words in it.</summary>
    public SearchTerms AddValue(string? value)
    {
        if (SearchText.Whole(SearchText.Tokens(value)) is { Length: > 0 } whole)
        {
            Add(Whole, whole);
            AddText(value);
            // A name with blanks between its characters is found by two of them, as one without.
            AddText(whole);
        }

        return this;
    }

    /// <summary>A number or a key that people know by its last digits.</summary>
    public SearchTerms AddNumber(string? number)
    {
        if (SearchText.Whole(SearchText.Tokens(number)) is { Length: > 0 } whole)
        {
            Add(Whole, whole);
            AddTails(string.Concat(whole.Where(char.IsAsciiDigit)));
        }

        return this;
    }

    /// <summary>Free text.</summary>
    public SearchTerms AddText(string? text)
    {
        foreach (var token in SearchText.Tokens(text))
        {
            foreach (var word in token.Kind == TokenKind.Script ? Pairs(token).Append(token.Characters[^1]) : [token.Text])
            {
                Add(Text, word);
            }

            if (token.Kind == TokenKind.Digits && token.Text.Length >= LongNumber)
            {
                AddTails(token.Text);
            }
        }

        return this;
    }

    public static IEnumerable<string> Pairs(Token token) => token.Characters.Zip(token.Characters.Skip(1), (a, b) => a + b);

    private void AddTails(string digits)
    {
        for (var length = ShortestTail; length <= Math.Min(LongestTail, digits.Length); length++)
        {
            Add(Tail, digits[^length..]);
        }
    }

    private void Add(char what, string text)
    {
        if (_terms.Count < Most)
        {
            _terms.Add(Term(kind, what, text));
        }
    }

    // Half a character is no text to the database.
    private static string Beginning(string text) =>
        text.Length <= LongestWord ? text : text[..(char.IsHighSurrogate(text[LongestWord - 1]) ? LongestWord - 1 : LongestWord)];

    private static char Letter(SearchKind kind) =>
        kind switch
        {
            SearchKind.Ticket => 't',
            SearchKind.Customer => 'c',
            SearchKind.Unit => 'u',
            SearchKind.Case => 'k',
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
