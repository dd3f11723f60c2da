namespace CustomerService.Intake.Common.Index;

/// <summary>How well something fits what was asked; the better first.</summary>
internal enum SearchMatch
{
    /// <summary>A whole value is what was asked.</summary>
    Exact,

    /// <summary>A value begins or ends with it.</summary>
    Part,

    /// <summary>All of it stands somewhere.</summary>
    Contains,

    /// <summary>Nearly all of it stands somewhere.</summary>
    Close,
}

/// <summary>
/// What somebody typed, as queries of the index: nothing of it reaches the database but letters and digits between quotes. A text longer
/// than any name or number is cut: what is typed or pasted behind that narrows nothing.
/// </summary>
internal sealed class SearchQuery
{
    private const int LongestText = 200;
    private const int MostPieces = 24;
    private const int LeaveOutUpTo = 8;
    private const int FewestForClose = 3;
    private const int NumberLength = 8;

    // A whole number of a phone without its country is a tail of the stored one.
    private const int WholePhone = 11;
    private readonly IReadOnlyList<Token> _tokens;
    private readonly string _whole;
    private readonly string? _digits;

    private SearchQuery(IReadOnlyList<Token> tokens)
    {
        _tokens = tokens;
        _whole = SearchText.Whole(tokens);
        var together = string.Concat(tokens.Select(t => t.Text));
        _digits = tokens.All(t => t.Kind == TokenKind.Digits)
            ? together.StartsWith("00", StringComparison.Ordinal) && together.Length > WholePhone
                ? together[2..]
                : together
            : null;
    }

    /// <summary>Null when there is nothing in it to look for.</summary>
    public static SearchQuery? Parse(string? text)
    {
        var tokens = SearchText.Tokens(text is { Length: > LongestText } ? text[..LongestText] : text).ToList();
        return tokens.Count == 0 ? null : new SearchQuery(tokens);
    }

    /// <summary>The query for a kind and a match, in PostgreSQL's notation; null when such a match cannot be.</summary>
    public string? For(SearchKind kind, SearchMatch match) =>
        match switch
        {
            SearchMatch.Exact => Or(Exactly(kind)),
            SearchMatch.Part => Or(Partly(kind)),
            SearchMatch.Contains => And(Pieces(kind)),
            SearchMatch.Close => Nearly([.. Pieces(kind)], spoilt: _tokens.All(t => t.Kind == TokenKind.Script) ? 2 : 1),
            _ => throw new ArgumentOutOfRangeException(nameof(match)),
        };

    /// <summary>Digits that few numbers end in or begin with.</summary>
    public bool IsRare => _digits?.Length >= SearchTerms.ShortestTail;

    /// <summary>Each piece alone, for counting how many of them fit.</summary>
    public IEnumerable<string> Pieces(SearchKind kind) => _tokens.SelectMany(t => Pieces(kind, t)).Take(MostPieces);

    private IEnumerable<string> Exactly(SearchKind kind)
    {
        yield return Quoted(kind, SearchTerms.Whole, _whole);
        if (_digits is not null && _digits != _whole)
        {
            yield return Quoted(kind, SearchTerms.Whole, _digits);
        }

        if (_digits?.Length == WholePhone)
        {
            yield return Quoted(kind, SearchTerms.Tail, _digits);
        }

        // T42 is T00000042, as people say it.
        if (
            _tokens is [{ Kind: TokenKind.Word, Text: [>= 'a' and <= 'z', .. { Length: > 0 and < NumberLength } number] } code]
            && number.All(char.IsAsciiDigit)
        )
        {
            yield return Quoted(kind, SearchTerms.Whole, code.Text[0] + number.PadLeft(NumberLength, '0'));
        }
    }

    private IEnumerable<string> Partly(SearchKind kind)
    {
        // One letter or two digits begin too many values to mean one of them.
        if (_tokens is not [{ Kind: TokenKind.Word, Text.Length: 1 }] and not [{ Kind: TokenKind.Digits, Text.Length: < 3 }])
        {
            yield return $"{Quoted(kind, SearchTerms.Whole, _digits ?? _whole)}:*";
        }

        if (_digits?.Length is >= SearchTerms.ShortestTail and <= SearchTerms.LongestTail)
        {
            yield return Quoted(kind, SearchTerms.Tail, _digits);
        }
    }

    private static IEnumerable<string> Pieces(SearchKind kind, Token token) =>
        token switch
        {
            { Kind: TokenKind.Script, Characters.Count: 1 } => [$"{Quoted(kind, SearchTerms.Text, token.Text)}:*"],
            { Kind: TokenKind.Script } => SearchTerms.Pairs(token).Select(pair => Quoted(kind, SearchTerms.Text, pair)),
            { Kind: TokenKind.Word, Text.Length: 1 } => [Quoted(kind, SearchTerms.Text, token.Text)],
            { Kind: TokenKind.Word } =>
            [
                $"({Quoted(kind, SearchTerms.Text, token.Text)}:* | {Quoted(kind, SearchTerms.Whole, token.Text)})",
            ],
            { Text.Length: >= SearchTerms.ShortestTail and <= SearchTerms.LongestTail } =>
            [
                $"({Quoted(kind, SearchTerms.Text, token.Text)}:* | {Quoted(kind, SearchTerms.Whole, token.Text)} | "
                    + $"{Quoted(kind, SearchTerms.Tail, token.Text)})",
            ],
            _ => [$"({Quoted(kind, SearchTerms.Text, token.Text)} | {Quoted(kind, SearchTerms.Whole, token.Text)})"],
        };

    // All but a wrong word, or the two pairs that a wrong character spoils, or of three pieces one; of a long text the one half or the
    // other.
    private static string? Nearly(string[] pieces, int spoilt)
    {
        if (pieces.Length < FewestForClose)
        {
            return null;
        }

        var without = pieces.Length == FewestForClose ? 1 : spoilt;
        return pieces.Length > LeaveOutUpTo
            ? Or([And(pieces[..(pieces.Length / 2)]), And(pieces[(pieces.Length / 2)..])])
            : Or(Enumerable.Range(0, pieces.Length - without + 1).Select(i => And([.. pieces[..i], .. pieces[(i + without)..]])));
    }

    private static string? Or(IEnumerable<string> queries) => Join(queries, " | ");

    private static string And(IEnumerable<string> queries) => Join(queries, " & ")!;

    private static string? Join(IEnumerable<string> queries, string with) =>
        string.Join(with, queries) is { Length: > 0 } joined ? $"({joined})" : null;

    private static string Quoted(SearchKind kind, char what, string text) =>
        $"'{SearchTerms.Term(kind, what, text).Replace("'", "''", StringComparison.Ordinal)}'";
}
