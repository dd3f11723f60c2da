using System.Text.RegularExpressions;
using CustomerService.Intake.Common.Text;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>Whose words a mail is likely to carry.</summary>
internal enum MailKind
{
    /// <summary>It begins a conversation: all is what its sender says.</summary>
    New,

    /// <summary>It answers another mail, whose text stands below.</summary>
    Reply,

    /// <summary>It passes on another mail.</summary>
    Forward,
}

/// <summary>From the body of a mail to the words that its sender wrote just now. Pure; the raw message keeps everything.</summary>
internal static partial class MailText
{
    // What a mail program writes around the words of others is a short line; and a person writes no more than this above them.
    internal const int LongestMark = 500;
    private const int LongestText = 200_000;
    private const int LongestSignature = 8;
    internal const string CutMark = "\n\n[…] 已截断，全文见原邮件。Cut here; the original message has all of it.";

    // Never longer than the text is long, whatever is sent.
    internal const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly Regex Attribution = new(
        @"^\s*(On\b.+\bwrote:|Am\b.+\bschrieb\b.*:|Le\b.+\ba écrit\s*:|El\b.+\bescribió:"
            + @"|Op\b.+\bschreef\b.*:"
            + @"|Il\b.+\bha scritto:|Em\b.+\bescreveu:|在.+写道[：:]|于.+[写寫]道[：:]|.+[於于].+[写寫]道[：:]"
            + @"|.+[<(]\S+@\S+[>)].*([写寫]道|wrote|schrieb|a écrit|のメール)\s*[：:]|\d{4}年.+[<(]\S+@\S+[>)].+[：:])\s*$",
        Linear
    );

    private static readonly Regex AttributionStart = new(@"^\s*((On|Am|Le|El|Op|Il|Em) |在|于|於|\d{4}).*$", Linear);

    private static readonly Regex Separator = new(
        @"^\s*[-_—－=]{2,}\s*(Original Message|Original|Original-Nachricht|Reply message|原始邮件|原始郵件|原邮件|回复的?原?邮件|回覆郵件|元のメッセージ"
            + @"|Original Nachricht|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Messaggio originale"
            + @"|Mensagem original|Oorspronkelijk bericht"
            + @"|원본 메시지|Исходное сообщение)\s*[-_—－=]{2,}\s*$",
        Linear
    );

    internal static readonly Regex ForwardMark = new(
        @"^\s*(>\s*)?([-_—－=]{2,}\s*(Forwarded (message|mail)( from .+)?|Forwarded by .+|转发的?邮件(信息)?"
            + @"|转发邮件信息|轉寄(的)?郵件|轉寄訊息|転送メッセージ|転送されたメッセージ"
            + @"|Weitergeleitete (Nachricht|E-Mail)|Message transféré|Mensaje reenviado|Messaggio inoltrato|Mensagem encaminhada"
            + @"|Doorgestuurd bericht|전달된 메시지|Пересылаемое сообщение)\s*[-_—－=]{2,}"
            + @"|(Begin forwarded message|Start of forwarded message|开始转发的?邮件|下面是被?转发的邮件|以下是轉寄的郵件|以下是转发的邮件"
            + @"|開始轉寄郵件|Anfang der weitergeleiteten (Nachricht|E-Mail)"
            + @"|Début du message (réexpédié|transféré)|Inicio del mensaje reenviado|Inizio messaggio inoltrato"
            + @"|Begin doorgestuurd bericht|転送されたメッセージ)\s*[：:])\s*$",
        Linear
    );

    private static readonly Regex ForwardSubject = new(
        @"^\s*[\[【]?\s*(Fwd?|Fw|转发|转寄|轉寄|轉發|転送|전달|WG|TR|RV|VB|VL|VS|ENC|Doorst|PD|İLT|Пересл)\s*[\]】]?\s*[:：]",
        Linear
    );

    private static readonly Regex ReplySubject = new(
        @"^\s*[\[【]?\s*(Re|R|Aw|Antw|Antwort|回复|回覆|答复|答覆|返信|답장|Sv|Rép|Res|Odp|Отв)\s*(\[\d+\]|\(\d+\))?\s*[\]】]?\s*[:：]",
        Linear
    );

    private static readonly Regex Underscores = new("^_{20,}$", Linear);

    private static readonly (string Kind, Regex Line)[] HeaderLines =
    [
        ("from", Field("From|发件人|寄件者|寄件人|發件人|Von|De|Da|Van|差出人|보낸 사람|От")),
        (
            "date",
            Field(
                "Sent|Date|发送时间|发送日期|日期|时间|時間|寄件日期|發送時間|Gesendet|Datum|Envoyé|Enviado|Inviato|Data|Verzonden|送信日時|日時|보낸 날짜|Дата"
            )
        ),
        ("to", Field("To|收件人|收件者|An|À|Para|A|Aan|宛先|받는 사람|Кому")),
        ("copy", Field("Cc|抄送|抄送人|副本")),
        ("subject", Field("Subject|主题|主旨|主題|Betreff|Objet|Asunto|Oggetto|Onderwerp|Assunto|件名|제목|Тема")),
    ];

    private static readonly Regex PhoneSignature = new(
        @"^\s*(Sent from my .+|Get Outlook for .+|发自我的.+|從我的.+傳送|从我的.+发送|获取 ?Outlook.*|来自.+(手机|邮箱).*"
            + @"|Von meinem .+ gesendet|Envoyé de mon .+|Enviado desde mi .+|Inviato da .+|iPhoneから送信)\s*$",
        Linear
    );

    /// <summary>What its subject and its headers say of a mail.</summary>
    public static MailKind KindOf(string subject, bool answersAnother)
    {
        if (ReplySubject.IsMatch(subject))
            return MailKind.Reply;
        if (ForwardSubject.IsMatch(subject))
            return MailKind.Forward;
        return answersAnother ? MailKind.Reply : MailKind.New;
    }

    /// <summary>
    /// Without quoted text, the history below it and the signature. Whoever forwards a mail wants to say what stands in it, so all
    /// of it is kept; a mail that
    /// holds nothing of its own keeps it all.
    /// </summary>
    public static string Trimmed(string text, MailKind kind = MailKind.Reply)
    {
        var words = OwnWords(text, kind);
        return words.Length > 0 ? words : Whole(Shortened(text, LongestText));
    }

    /// <summary>The words that stand outside of quotations and histories; empty when there are none.</summary>
    public static string OwnWords(string text, MailKind kind)
    {
        if (text.Length > LongestText)
        {
            var beginning = OwnWords(Clean(text, LongestText), kind);
            return beginning.Length == 0 ? "" : beginning + CutMark;
        }

        if (kind == MailKind.Forward)
        {
            return Whole(text);
        }

        var lines = Lines(text);
        var signature = SignatureOf(text, lines);
        var (quoting, hasWords) = (false, false);
        var kept = new List<string>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Length == 0)
            {
                kept.Add(line);
                continue;
            }

            if (IsMark(ForwardMark, line))
            {
                kept.AddRange(lines.Skip(i));
                break;
            }

            // In a mail that answers nothing a line with such a sign is a quotation when somebody is named above it.
            if (line.TrimStart() is ">" || line.TrimStart().StartsWith('>') && (kind == MailKind.Reply || quoting))
            {
                continue;
            }

            quoting = false;
            if (AttributionFrom(lines, i) is { } last)
            {
                (i, quoting) = (last, true);
                continue;
            }

            // A reply program writes its own words above the history; whoever has none there wants to say what stands in it.
            if (kind == MailKind.Reply && IsHistory(lines, i) || i == signature && hasWords || IsLastLine(lines, i))
            {
                return hasWords ? Joined(kept) : "";
            }

            kept.Add(line);
            hasWords = true;
        }

        return Joined(kept);
    }

    /// <summary>
    /// At most <paramref name="most"/> characters; what was cut off is said at the end, so that nobody takes the rest for all.
    /// </summary>
    public static string Shortened(string text, int most) =>
        text.Length <= most ? text : $"{Clean(text, most - CutMark.Length).TrimEnd()}{CutMark}";

    /// <inheritdoc cref="PlainText.Clean"/>
    public static string Clean(string text, int most) => PlainText.Clean(text, most);

    private static List<string> Lines(string text) =>
        [.. text.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd(' ', '\t', '\u3000'))];

    private static string Joined(IEnumerable<string> lines) => ManyBlankLines().Replace(string.Join('\n', lines), "\n\n").Trim();

    private static string Whole(string text) => Joined(Lines(text).Where(line => line is not ">"));

    private static bool QuoteFollows(List<string> lines, int i) =>
        lines.Skip(i + 1).FirstOrDefault(l => l.Length > 0)?.TrimStart().StartsWith('>') != false;

    // Programs break a long one into two lines.
    private static int? AttributionFrom(List<string> lines, int i)
    {
        if (IsMark(Attribution, lines[i]) && QuoteFollows(lines, i))
        {
            return i;
        }

        return
            i + 1 < lines.Count
            && IsMark(AttributionStart, lines[i])
            && IsMark(Attribution, $"{lines[i]} {lines[i + 1].TrimStart()}")
            && QuoteFollows(lines, i + 1)
            ? i + 1
            : null;
    }

    private static bool IsLastLine(List<string> lines, int i) =>
        IsMark(PhoneSignature, lines[i]) && lines.Skip(i + 1).All(l => l.Length == 0 || l.TrimStart().StartsWith('>'));

    private static bool IsHistory(List<string> lines, int i) =>
        IsMark(Separator, lines[i])
        || IsMark(Underscores, lines[i]) && KindOfHeader(NextWords(lines, i)) == "from"
        || IsHeaderBlock(lines, i);

    private static string NextWords(List<string> lines, int i) => lines.Skip(i + 1).FirstOrDefault(l => l.Length > 0) ?? "";

    // As Outlook writes it: From, Sent, To, Subject. A form that a person fills in has other lines between them, and no sender first.
    private static bool IsHeaderBlock(List<string> lines, int i)
    {
        if (KindOfHeader(lines[i]) != "from")
        {
            return false;
        }

        var kinds = lines.Skip(i).Where(l => l.Length > 0).Take(6).Select(KindOfHeader).TakeWhile(k => k is not null).Distinct().ToList();
        return kinds.Count >= 4 || kinds.Count == 3 && lines[i].Contains('@', StringComparison.Ordinal);
    }

    private static string? KindOfHeader(string line) => HeaderLines.FirstOrDefault(h => IsMark(h.Line, line)).Kind;

    private static Regex Field(string names) => new($@"^\s*\*{{0,2}}({names})\*{{0,2}}\s*[：:]", Linear);

    // Where the signature begins, or -1. A divider between two matters is none: a signature is the last thing in a mail, and short.
    private static int SignatureOf(string text, List<string> lines)
    {
        var first = lines.IndexOf("--");
        return
            first >= 0
            && first == lines.LastIndexOf("--")
            && lines.Skip(first + 1).Count(l => l.Length > 0) <= LongestSignature
            && SignatureMark().IsMatch(text)
            ? first
            : -1;
    }

    internal static bool IsMark(Regex mark, string line) => line.Length <= LongestMark && mark.IsMatch(line);

    [GeneratedRegex(@"(?m)^-- \r?$")]
    private static partial Regex SignatureMark();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex ManyBlankLines();
}
