using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace CustomerService.Subscriptions.Notices;

/// <summary>A notice as the recipient reads it.</summary>
/// <param name="Language">zh-Hans or en.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The plain form of an e-mail.</param>
/// <param name="Html">The same as an HTML document without scripts or anything from elsewhere.</param>
/// <param name="Sms">The short form.</param>
internal sealed record RenderedNotice(string Language, string Subject, string Text, string Html, string Sms);

/// <summary>
/// The text of one kind in one language, from a small file: <c>subject:</c> and <c>sms:</c> lines, then paragraphs, all with placeholders
/// in braces. The plain and the HTML form of an e-mail come from the same paragraphs, so neither can say something else.
/// </summary>
internal sealed partial record NoticeTemplate(string Language, string Subject, string Sms, IReadOnlyList<string> Paragraphs)
{
    private const string Style =
        "body{font:16px/1.6 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:0}main{max-width:38rem;margin:0 auto;padding:1.5rem}";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly FrozenDictionary<(NoticeKind, string), NoticeTemplate> Loaded = Enum.GetValues<NoticeKind>()
        .SelectMany(kind => Languages.All.Select(language => (Kind: kind, Language: language)))
        .ToFrozenDictionary(t => t, t => Load(t.Kind, t.Language));

    public static NoticeTemplate Of(NoticeKind kind, string language) => Loaded[(kind, language)];

    /// <summary>All placeholders of the template.</summary>
    public IReadOnlySet<string> Placeholders =>
        Paragraphs.Append(Subject).Append(Sms).SelectMany(text => Placeholder().Matches(text)).Select(m => m.Groups[1].Value).ToHashSet();

    /// <summary>
    /// Fills in <paramref name="values"/>, encoded in the HTML form. A placeholder without a value is a mistake in the template and throws.
    /// </summary>
    public RenderedNotice Render(IReadOnlyDictionary<string, string> values)
    {
        var subject = OneLine(Fill(Subject, values, v => v));
        var paragraphs = string.Concat(Paragraphs.Select(p => $"<p>{Fill(Encoder.Encode(p), values, Html)}</p>\n"));
        return new RenderedNotice(
            Language,
            subject,
            string.Join("\n\n", Paragraphs.Select(p => Fill(p, values, v => v))),
            $"""
            <!doctype html>
            <html lang="{Language}">
            <head><meta charset="utf-8"><title>{Encoder.Encode(subject)}</title><style>{Style}</style></head>
            <body><main>
            {paragraphs}</main></body>
            </html>
            """,
            OneLine(Fill(Sms, values, v => v))
        );
    }

    internal static NoticeTemplate Parse(string language, string file)
    {
        var lines = file.ReplaceLineEndings("\n").Split('\n');
        return new NoticeTemplate(
            language,
            Header("subject"),
            Header("sms"),
            [.. lines.SkipWhile(l => l.Length > 0).Select(l => l.Trim()).Where(l => l.Length > 0)]
        );

        string Header(string name) =>
            lines
                .TakeWhile(l => l.Length > 0)
                .Where(l => l.StartsWith($"{name}: ", StringComparison.Ordinal))
                .Select(l => l[(name.Length + 2)..].Trim())
                .Single();
    }

    private static NoticeTemplate Load(NoticeKind kind, string language)
    {
        using var stream = typeof(NoticeTemplate).Assembly.GetManifestResourceStream($"Notices.{kind}.{language}.txt")
            ?? throw new InvalidOperationException($"There is no template {kind}.{language}.");
        using var reader = new StreamReader(stream);
        return Parse(language, reader.ReadToEnd());
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string> values, Func<string, string> encode) =>
        Placeholder()
            .Replace(text, m =>
                encode(
                    values.TryGetValue(m.Groups[1].Value, out var value)
                        ? value
                        : throw new InvalidOperationException($"Nothing is known for the placeholder {m.Value}.")
                )
            );

    // An address that we were given by our own service becomes a link; anything else stays text.
    private static string Html(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? $"""<a href="{Encoder.Encode(value)}">{Encoder.Encode(value)}</a>"""
            : Encoder.Encode(value);

    // A value with a line break must not become a second line of a header.
    private static string OneLine(string text) => Breaks().Replace(text, " ").Trim();

    [GeneratedRegex(@"\{([a-zA-Z]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\s\p{Cc}]+")]
    private static partial Regex Breaks();
}
