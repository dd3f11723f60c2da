using System.Text.RegularExpressions;
using CustomerService.Intake.Tickets.Attachments;
using MimeKit;
using MimeKit.Cryptography;
using MimeKit.Text;
using MimeKit.Utils;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>
/// Reads a raw mail. Pure, and prepared for anything: broken structure, wrong charsets and hostile names give a poorer result, not an
/// error. What is no mail at all throws <see cref="FormatException"/>.
/// </summary>
internal static partial class MailReader
{
    private const int LongestSubject = 200;
    private const int LongestId = 200;
    private const int LongestHead = 128 * 1024;
    private const int MostReferences = 50;

    /// <param name="raw">The message as it came.</param>
    /// <param name="envelopeFrom">Return path of the envelope, empty for a bounce; null when it is not known.</param>
    /// <param name="rules">Limits and our own addresses.</param>
    public static ParsedMail Read(byte[] raw, string? envelopeFrom, MailOptions rules)
    {
        raw = FromTheFirstHeader(raw);
        var options = new ParserOptions
        {
            CharsetEncoding = Charsets.Of(RawNames(raw), DeclaredIn(raw)),
            MaxMimeDepth = rules.DeepestNesting,
            AllowAddressesWithoutDomain = false,
        };
        using var message = MimeMessage.Load(options, new MemoryStream(raw, writable: false));
        if (message.Headers.Count == 0)
        {
            throw new FormatException("No header at all.");
        }

        var sender = Sender(message);
        var subject = MailText.Clean(Blanks().Replace(Charsets.Unescaped(message.Subject ?? ""), " ").Trim(), LongestSubject);
        string[] references = [.. References(message)];
        var kind = MailText.KindOf(subject, references.Length > 0 || TicketNumbers.FirstIn(subject) is not null);
        var body = new MailBody(rules, kind);
        body.Take(message.Body);
        return new ParsedMail(
            sender,
            subject,
            MailText.Shortened(body.Text, ParsedMail.MostText),
            Id(message.MessageId),
            references,
            AutomaticMail.Reason(message, envelopeFrom, sender, rules.IsOurs),
            AutomaticMail.Doubt(message, subject),
            SenderProven(message, rules),
            body.Attachments,
            Bounces.Returned(message, references)
        );
    }

    private static string? Sender(MimeMessage message) =>
        message
            .From.Mailboxes.Concat(message.Sender is { } sender ? [sender] : [])
            .Select(m => MailAddresses.Normalise(m.Address))
            .FirstOrDefault(a => a is not null);

    private static IEnumerable<string> References(MimeMessage message) =>
        MimeUtils
            .EnumerateReferences(message.Headers[HeaderId.InReplyTo] ?? "")
            .Concat(message.References.Reverse())
            .Select(Id)
            .OfType<string>()
            .Distinct()
            .Take(MostReferences);

    private static string? Id(string? id) =>
        id is { Length: > 0 } && MailText.Clean(id.Trim(), LongestId) is { Length: > 0 } clean && clean.Length == id.Trim().Length
            ? clean
            : null;

    // Only what our own mail server has written counts: anybody can send such a header, so it must be the first one of that name.
    private static bool? SenderProven(MimeMessage message, MailOptions rules)
    {
        if (rules.AuthenticationServer is not { } server)
        {
            return null;
        }

        foreach (var header in message.Headers.Where(h => h.Id == HeaderId.AuthenticationResults))
        {
            if (
                AuthenticationResults.TryParse(header.RawValue, out var results)
                && string.Equals(results.AuthenticationServiceIdentifier, server, StringComparison.OrdinalIgnoreCase)
            )
            {
                return results.Results.Any(r => r is { Method: "dmarc", Result: "pass" });
            }
        }

        return false;
    }

    // Gateways and lists write a line of their own above a message that they pass on.
    private static byte[] FromTheFirstHeader(byte[] raw)
    {
        var head = System.Text.Encoding.Latin1.GetString(raw.AsSpan(0, Math.Min(raw.Length, LongestHead)));
        return HeaderAtStart().IsMatch(head) || KnownHeader().Match(head) is not { Success: true } first ? raw : raw[first.Index..];
    }

    // Names that stand in the headers as bytes: whole lines, also of the parts.
    private static byte[] RawNames(byte[] raw)
    {
        var text = System.Text.Encoding.Latin1.GetString(raw.AsSpan(0, Math.Min(raw.Length, LongestHead)));
        var end = EndOfHead().Match(text) is { Success: true } blank ? blank.Index : text.Length;
        var head = text[..end].Split('\n');
        var parts = NameLine().Matches(text[end..]).Select(m => m.Value);
        return System.Text.Encoding.Latin1.GetBytes(
            string.Join(' ', head.Concat(parts).Where(l => l.Any(c => c >= 0x80)).Select(WithoutField))
        );

        static string WithoutField(string line) => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string? DeclaredIn(byte[] raw) =>
        Declared()
            .Matches(System.Text.Encoding.Latin1.GetString(raw.AsSpan(0, Math.Min(raw.Length, LongestHead))))
            .Select(m => m.Groups[1].Value)
            .FirstOrDefault(charset => charset.ToUpperInvariant() is not ("US-ASCII" or "UTF-8"));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\A(?:From |[!-9;-~]+[ \t]*:)")]
    private static partial Regex HeaderAtStart();

    [GeneratedRegex(
        @"(?m)^(?:From|To|Subject|Date|Message-ID|Received|Return-Path|Delivered-To|MIME-Version|Sender|Reply-To|Content-Type|X-[\w-]+):",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex KnownHeader();

    [GeneratedRegex(@"\n\r?\n")]
    private static partial Regex EndOfHead();

    [GeneratedRegex(@"(?m)^.*\b(?:file)?name=.*$", RegexOptions.IgnoreCase)]
    private static partial Regex NameLine();

    [GeneratedRegex("""charset\s*=\s*["']?([\w.:-]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Declared();
}

/// <summary>Takes a message apart: the text to show, and everything else as attachments.</summary>
internal sealed partial class MailBody(MailOptions rules, MailKind kind)
{
    private readonly List<ParsedAttachment> _attachments = [];
    private readonly List<MailWords> _texts = [];

    /// <summary>What the sender wrote; of a mail that holds nothing of theirs all of it.</summary>
    public string Text =>
        string.Join(
            "\n\n",
            (_texts.Any(t => t.Own.Length > 0) ? _texts.Select(t => t.Own) : _texts.Select(t => t.Whole)).Where(t => t.Length > 0)
        );

    public IReadOnlyList<ParsedAttachment> Attachments => _attachments;

    public void Take(MimeEntity? entity)
    {
        switch (entity)
        {
            case MultipartAlternative alternative:
                TakeBest(alternative);
                break;
            case Multipart multipart:
                foreach (var part in multipart)
                {
                    Take(part);
                }

                break;
            case TextPart { IsAttachment: false, FileName: null } text when text.IsPlain || text.IsHtml:
                _texts.Add(Read(text));
                break;
            case MessagePart message:
                Attach(message);
                break;
            case MimePart part when !IsSignature(part):
                var content = Content(part);
                var isLost = content.Length == 0 && part.Content is { Stream.Length: > 2 };
                Attach(NameOf(part), content, isLost ? AttachmentPolicy.Undecodable : Inside(part), isMessage: false);
                break;
        }
    }

    // The plain form, unless it is empty; pictures of the other form are attachments all the same.
    private void TakeBest(MultipartAlternative alternative)
    {
        var forms = alternative
            .Select(part =>
            {
                var form = new MailBody(rules, kind);
                form.Take(part);
                return (Form: form, IsPlain: part is TextPart { IsPlain: true });
            })
            .ToList();
        var best = forms.Where(f => f.Form.Text.Length > 0).OrderByDescending(f => f.IsPlain).FirstOrDefault().Form;
        _texts.AddRange(best?._texts ?? []);
        foreach (var attachment in forms.SelectMany(f => f.Form._attachments))
        {
            // Counted again in the whole mail.
            _attachments.Add(
                _attachments.Count >= rules.MaximumAttachments && attachment.Refused is null
                    ? attachment with
                    {
                        Refused = "too-many",
                        Content = null,
                    }
                    : attachment
            );
        }
    }

    private void Attach(MessagePart part)
    {
        using var bytes = new MemoryStream();
        part.Message?.WriteTo(bytes);
        Attach(NameOf(part), bytes.ToArray(), Inside(part.Message?.Body), isMessage: true);
    }

    private void Attach(string? name, byte[] content, string? inside, bool isMessage) =>
        _attachments.Add(AttachmentPolicy.Check(name, content, _attachments.Count, inside, isMessage, rules.Attachments));

    /// <summary>
    /// Why what an attached mail holds is not kept, or null. Of each file only its name and its first bytes are looked at: a mail within a
    /// mail is as large as the one around it, and each level would be held once more.
    /// </summary>
    private string? Inside(MimeEntity? entity) =>
        entity switch
        {
            Multipart multipart => multipart.Select(Inside).FirstOrDefault(refused => refused is not null),
            MessagePart message => rules.Attachments.HasProgramsName(NameOf(message))
                ? AttachmentPolicy.Executable
                : Inside(message.Message?.Body),
            TextPart { IsAttachment: false, FileName: null } text when text.IsPlain || text.IsHtml => null,
            // The parser looks no deeper.
            MimePart part when part.ContentType.IsMimeType("multipart", "*") || part.ContentType.IsMimeType("message", "rfc822") =>
                "too-deep",
            MimePart part
                when !IsSignature(part)
                    && (
                        rules.Attachments.HasProgramsName(NameOf(part))
                        || AttachmentPolicy.Sniff(Beginning(part)) == AttachmentPolicy.Program
                    ) => AttachmentPolicy.Executable,
            _ => null,
        };

    private static string? NameOf(MimePart part) => part.FileName ?? part.ContentType.Name;

    private static string NameOf(MessagePart part) =>
        part.ContentDisposition?.FileName ?? part.ContentType.Name ?? $"{part.Message?.Subject}.eml";

    private static byte[] Beginning(MimePart part)
    {
        using var content = part.Content?.Open();
        var bytes = new byte[AttachmentPolicy.Sniffed];
        return bytes[..(content?.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) ?? 0)];
    }

    private MailWords Read(TextPart text)
    {
        var bytes = Content(text);
        var charset = text.ContentType.Charset;
        if (text.IsHtml)
        {
            charset ??= MetaCharset().Match(System.Text.Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 2048))))
                is { Success: true } meta
                ? meta.Groups[1].Value
                : null;
            var html = Charsets.Decode(bytes, charset);
            return Words(MailHtml.Text(html, kind == MailKind.Forward), () => MailHtml.Text(html, whole: true));
        }

        var plain = Charsets.Decode(bytes, charset);
        if (text.IsFlowed)
        {
            // The line before a signature ends with a blank too, and would be joined with it.
            plain = new FlowedToText
            {
                DeleteSpace = text.ContentType.Parameters["delsp"]?.Equals("yes", StringComparison.OrdinalIgnoreCase) == true,
            }.Convert(plain);
        }

        return Words(plain, () => plain);
    }

    private MailWords Words(string text, Func<string> whole)
    {
        var own = MailText.OwnWords(MailText.Clean(text, int.MaxValue), kind);
        return new MailWords(own, own.Length > 0 ? own : MailText.Trimmed(MailText.Clean(whole(), int.MaxValue), MailKind.Forward));
    }

    private static byte[] Content(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content?.DecodeTo(bytes);
        return bytes.Length == 0 && part.Content is { Encoding: ContentEncoding.UUEncode } content
            ? WithoutBegin(content)
            : bytes.ToArray();
    }

    // The decoder waits for the line "begin", which some programs leave out.
    private static byte[] WithoutBegin(IMimeContent content)
    {
        using var encoded = new MemoryStream();
        encoded.Write("begin 644 file\n"u8);
        content.Stream!.Position = 0;
        content.Stream.CopyTo(encoded);
        encoded.Write("\nend\n"u8);
        encoded.Position = 0;
        using var bytes = new MemoryStream();
        new MimeContent(encoded, ContentEncoding.UUEncode).DecodeTo(bytes);
        return bytes.ToArray();
    }

    private static bool IsSignature(MimePart part) =>
        part.ContentType.MediaSubtype.ToUpperInvariant() is "PKCS7-SIGNATURE" or "X-PKCS7-SIGNATURE" or "PGP-SIGNATURE";

    [GeneratedRegex("""charset\s*=\s*["']?([\w.:-]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex MetaCharset();
}

/// <summary>The words of one text part of a mail.</summary>
/// <param name="Own">What stands outside of quotations; empty when all is quoted.</param>
/// <param name="Whole">All of it, when nothing is its sender's own.</param>
internal sealed record MailWords(string Own, string Whole);
