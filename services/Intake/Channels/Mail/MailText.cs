using System.Text;
using System.Text.RegularExpressions;
using MimeKit.Text;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>From the body of a mail to the words that its sender wrote just now. Pure; the raw message keeps everything.</summary>
internal static partial class MailText
{
    // What a mail program writes around the words of others is a short line; and a person writes no more than this above them.
    private const int LongestMark = 500;
    private const int LongestText = 200_000;

    // Never longer than the text is long, whatever is sent.
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly Regex QuoteMark = new(
        "^(gmail_quote.*|gmail_extra|yahoo_quoted|divRplyFwdMsg|mail-editor-reference-message-container|isReplyContent|moz-cite-prefix|ntes_.*quote.*)$",
        Linear
    );

    private static readonly Regex Attribution = new(
        @"^\s*(On\b.{5,200}\bwrote:|在.{5,200}写道[：:]|.{2,150}[<(]\S+@\S+[>)].{0,60}(写道|wrote)\s*[：:]|于.{5,120}写道[：:])\s*$",
        Linear
    );

    private static readonly Regex Separator = new(
        @"^\s*[-_—－]{2,}\s*(Original Message|Original|Forwarded message|原始邮件|原邮件|转发的?邮件(信息)?|转发邮件信息|回复的原邮件|元のメッセージ|Ursprüngliche Nachricht|Message d'origine)\s*[-_—－]{2,}\s*$|^_{20,}$",
        Linear
    );

    private static readonly Regex HeaderLine = new(
        @"^\s*\*?(From|Sent|Date|To|Cc|Subject|发件人|发送时间|发送日期|日期|时间|收件人|抄送|抄送人|主题|寄件者|寄件日期|收件者|主旨)\*?\s*[：:]",
        Linear
    );

    private static readonly Regex PhoneSignature = new(
        @"^\s*(Sent from my .{2,40}|Get Outlook for .{2,20}|发自我的.{1,20}|从我的.{1,20}发送|获取 ?Outlook.*|来自.{1,20}(手机|邮箱).{0,20})\s*$",
        Linear
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
    };

    private static readonly HashSet<string> Silent = new(StringComparer.OrdinalIgnoreCase)
    {
        "script",
        "style",
        "head",
        "title",
        "template",
    };

    /// <summary>The readable text of an HTML body; what a mail program marks as quoted is left out.</summary>
    public static string FromHtml(string html)
    {
        var text = new StringBuilder();
        var tokenizer = new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = true };
        var silent = 0;
        string? silenced = null;
        while (tokenizer.ReadNextToken(out var token))
        {
            if (token is HtmlTagToken tag)
            {
                if (silenced is null && !tag.IsEndTag && !tag.IsEmptyElement && (Silent.Contains(tag.Name) || IsQuote(tag)))
                {
                    (silenced, silent) = (tag.Name, 1);
                }
                else if (silenced is not null && tag.Name.Equals(silenced, StringComparison.OrdinalIgnoreCase) && !tag.IsEmptyElement)
                {
                    silent += tag.IsEndTag ? -1 : 1;
                    silenced = silent == 0 ? null : silenced;
                }

                if (silenced is null && Blocks.Contains(tag.Name) && text.Length > 0 && text[^1] != '\n')
                {
                    text.Append('\n');
                }
            }
            else if (silenced is null && token is HtmlDataToken and not HtmlScriptDataToken)
            {
                var data = Spaces().Replace(((HtmlDataToken)token).Data.Replace('\u00A0', ' '), " ");
                text.Append(text.Length == 0 || text[^1] == '\n' ? data.TrimStart() : data);
            }
        }

        return text.ToString();
    }

    /// <summary>Without quoted text, the history below it and the signature. A mail that holds nothing else keeps it all.</summary>
    public static string Trimmed(string text)
    {
        text = text.Length > LongestText ? Clean(text, LongestText) : text;
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd(' ', '\t', '\u3000')).ToList();
        var kept = new List<string>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.TrimStart().StartsWith('>'))
            {
                continue;
            }

            if (IsMark(Attribution, line) && QuoteFollows(lines, i))
            {
                continue;
            }

            // A reply program writes its own words above the history; whoever forwards has none there, and then the history is what they
            // want to say.
            if (IsHistory(lines, i) && kept.Any(k => k.Length > 0))
            {
                break;
            }

            if (line is "--" && kept.Any(k => k.Length > 0))
            {
                break;
            }

            if (IsMark(PhoneSignature, line) && lines.Skip(i + 1).All(l => l.Length == 0 || l.TrimStart().StartsWith('>')))
            {
                break;
            }

            kept.Add(line);
        }

        var trimmed = ManyBlankLines().Replace(string.Join('\n', kept), "\n\n").Trim();
        return trimmed.Length > 0 ? trimmed : ManyBlankLines().Replace(text.ReplaceLineEndings("\n"), "\n\n").Trim();
    }

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

    // class="gmail_quote", <blockquote type="cite">, the history of Outlook and of Chinese web mail.
    private static bool IsQuote(HtmlTagToken tag) =>
        tag.Name.Equals("blockquote", StringComparison.OrdinalIgnoreCase)
        || tag.Attributes.Any(a => a.Name is "class" or "id" && a.Value is { } value && IsMark(QuoteMark, value));

    private static bool QuoteFollows(List<string> lines, int i) =>
        lines.Skip(i + 1).FirstOrDefault(l => l.Length > 0)?.TrimStart().StartsWith('>') != false;

    private static bool IsHistory(List<string> lines, int i) =>
        IsMark(Separator, lines[i])
        || IsMark(HeaderLine, lines[i]) && lines.Skip(i + 1).Where(l => l.Length > 0).Take(4).Count(l => IsMark(HeaderLine, l)) >= 2;

    private static bool IsMark(Regex mark, string line) => line.Length <= LongestMark && mark.IsMatch(line);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex ManyBlankLines();
}
