using System.Text;
using System.Text.RegularExpressions;
using MimeKit.Text;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>The words of an HTML body. Pure; nothing of its markup is kept.</summary>
internal static partial class MailHtml
{
    private const int MostTokens = 500_000;

    // Containers in which a mail program puts the history; what a person writes between its quotations is theirs.
    private static readonly Regex Container = new(
        "^(gmail_quote.*|gmail_extra|yahoo_quoted|history-quote-wrapper|ntes.*quote.*)$",
        MailText.Linear
    );

    // What stands at these places begins the history.
    private static readonly Regex HistoryMark = new(
        "^(divRplyFwdMsg|mail-editor-reference-message-container|isReplyContent)$",
        MailText.Linear
    );

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "p",
        "div",
        "br",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "blockquote",
        "pre",
        "section",
        "article",
        "address",
        "center",
        "header",
        "footer",
        "main",
        "aside",
        "form",
        "fieldset",
        "figure",
        "figcaption",
        "caption",
        "dl",
        "dt",
        "dd",
        "option",
    };

    private static readonly HashSet<string> Cells = new(StringComparer.OrdinalIgnoreCase) { "td", "th", "dd" };

    private static readonly HashSet<string> Silent = new(StringComparer.OrdinalIgnoreCase)
    {
        "script",
        "style",
        "head",
        "title",
        "template",
    };

    /// <summary>The readable text of an HTML body; without what a mail program marks as quoted, unless <paramref name="whole"/>.</summary>
    public static string Text(string html, bool whole = false)
    {
        var text = new StringBuilder();
        var tokens = Tokens(html);
        var quoted = whole ? [] : Quoted(tokens);
        string? silenced = null;
        var silent = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (quoted.TryGetValue(i, out var end))
            {
                // So that the line above is known for what introduces a quotation.
                text.Append(text.Length > 0 && text[^1] != '\n' ? "\n>\n" : ">\n");
                i = end;
            }
            else if (tokens[i] is HtmlTagToken tag)
            {
                if (silenced is null && !tag.IsEndTag && !tag.IsEmptyElement && Silent.Contains(tag.Name))
                {
                    (silenced, silent) = (tag.Name, 1);
                }
                else if (silenced is not null && tag.Name.Equals(silenced, StringComparison.OrdinalIgnoreCase) && !tag.IsEmptyElement)
                {
                    silent += tag.IsEndTag ? -1 : 1;
                    silenced = silent == 0 ? null : silenced;
                }

                if (silenced is null)
                {
                    Append(text, tag);
                }
            }
            else if (silenced is null && tokens[i] is HtmlDataToken and not HtmlScriptDataToken)
            {
                var data = Spaces().Replace(((HtmlDataToken)tokens[i]).Data.Replace('\u00A0', ' '), " ");
                text.Append(text.Length == 0 || text[^1] is '\n' or ' ' ? data.TrimStart() : data);
            }
        }

        return text.ToString();
    }

    private static List<HtmlToken> Tokens(string html)
    {
        var tokenizer = new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = true };
        var tokens = new List<HtmlToken>();
        while (tokens.Count < MostTokens && tokenizer.ReadNextToken(out var token))
        {
            tokens.Add(token);
        }

        if (tokens.Count == MostTokens)
        {
            tokens.Add(new HtmlDataToken(MailText.CutMark));
        }

        return tokens;
    }

    // From the token that begins a quotation to the one that ends it.
    private static Dictionary<int, int> Quoted(List<HtmlToken> tokens)
    {
        var quoted = new Dictionary<int, int>();
        var insideUntil = -1;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i] is not HtmlTagToken { IsEndTag: false, IsEmptyElement: false } tag)
            {
                continue;
            }

            var isQuotation = IsBlockquote(tag);
            if (isQuotation && (i <= insideUntil || IsCited(tag)))
            {
                quoted[i] = End(tokens, i);
                i = quoted[i];
            }
            else if (Has(tag, Container) && i > insideUntil)
            {
                var end = End(tokens, i);
                if (MailText.IsMark(MailText.ForwardMark, FirstWords(tokens, i, end)))
                {
                    i = end;
                }
                else if (
                    Enumerable.Range(i + 1, end - i).Any(n => tokens[n] is HtmlTagToken { IsEndTag: false } inner && IsBlockquote(inner))
                )
                {
                    insideUntil = end;
                }
                else
                {
                    quoted[i] = end;
                    i = end;
                }
            }
        }

        return quoted;
    }

    private static bool IsBlockquote(HtmlTagToken tag) => tag.Name.Equals("blockquote", StringComparison.OrdinalIgnoreCase);

    // A plain one is how editors indent a paragraph.
    private static bool IsCited(HtmlTagToken tag) =>
        tag.Attributes.Any(a =>
            a.Name.Equals("type", StringComparison.OrdinalIgnoreCase) && a.Value is "cite"
            || a.Name.Equals("cite", StringComparison.OrdinalIgnoreCase)
            || (a.Name.ToUpperInvariant() is "CLASS" or "ID") && a.Value?.Contains("quote", StringComparison.OrdinalIgnoreCase) == true
        ) || Has(tag, HistoryMark);

    private static bool Has(HtmlTagToken tag, Regex mark) =>
        tag.Attributes.Any(a =>
            (a.Name.ToUpperInvariant() is "CLASS" or "ID")
            && a.Value is { Length: <= MailText.LongestMark } value
            && value.Split(' ').Any(v => MailText.IsMark(mark, v))
        );

    private static int End(List<HtmlToken> tokens, int start)
    {
        var name = ((HtmlTagToken)tokens[start]).Name;
        var depth = 0;
        for (var i = start; i < tokens.Count; i++)
        {
            if (tokens[i] is HtmlTagToken { IsEmptyElement: false } tag && tag.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                depth += tag.IsEndTag ? -1 : 1;
                if (depth == 0)
                {
                    return i;
                }
            }
        }

        return tokens.Count - 1;
    }

    private static string FirstWords(List<HtmlToken> tokens, int start, int end)
    {
        for (var i = start + 1; i < end; i++)
        {
            if (tokens[i] is HtmlDataToken { Data: { } data } && !string.IsNullOrWhiteSpace(data))
            {
                return data.Trim();
            }
        }

        return "";
    }

    private static void Append(StringBuilder text, HtmlTagToken tag)
    {
        if (!tag.IsEndTag && Has(tag, HistoryMark) && !IsBlockquote(tag))
        {
            text.Append("\n-----Original Message-----\n");
        }
        else if (Cells.Contains(tag.Name))
        {
            text.Append(text.Length > 0 && !char.IsWhiteSpace(text[^1]) ? " " : "");
        }
        else if (Blocks.Contains(tag.Name) && text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
