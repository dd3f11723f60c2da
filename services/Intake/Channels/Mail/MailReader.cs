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
    private const int LongestText = 4000;
    private const int LongestId = 200;
    private const int MostReferences = 50;

    /// <param name="raw">The message as it came.</param>
    /// <param name="envelopeFrom">Return path of the envelope, empty for a bounce; null when it is not known.</param>
    /// <param name="rules">Limits and our own addresses.</param>
    public static ParsedMail Read(byte[] raw, string? envelopeFrom, MailOptions rules)
    {
        // Headers that hold bytes beyond ASCII are UTF-8 or, in mail of old Chinese programs, GB 18030.
        var options = new ParserOptions
        {
            CharsetEncoding = Charsets.Gb18030,
            MaxMimeDepth = rules.DeepestNesting,
            AllowAddressesWithoutDomain = false,
        };
        using var message = MimeMessage.Load(options, new MemoryStream(raw, writable: false));
        if (message.Headers.Count == 0)
        {
            throw new FormatException("No header at all.");
        }

        var sender = Sender(message);
        var subject = MailText.Clean(Blanks().Replace(message.Subject ?? "", " ").Trim(), LongestSubject);
        var body = new MailBody(rules);
        body.Take(message.Body);
        return new ParsedMail(
            sender,
            subject,
            MailText.Clean(MailText.Trimmed(MailText.Clean(body.Text, int.MaxValue)), LongestText),
            Id(message.MessageId),
            [.. References(message)],
            AutomaticMail.Reason(message, envelopeFrom, sender, rules.IsOurs),
            AutomaticMail.LooksAutomatic(subject),
            SenderProven(message, rules),
            body.Attachments
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

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}

/// <summary>Takes a message apart: the text to show, and everything else as attachments.</summary>
internal sealed partial class MailBody(MailOptions rules)
{
    private readonly List<ParsedAttachment> _attachments = [];
    private readonly List<string> _texts = [];

    public string Text => string.Join("\n\n", _texts.Where(t => t.Trim().Length > 0));

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
                Attach(NameOf(part), Content(part), Inside(part), isMessage: false);
                break;
        }
    }

    // The plain form, unless it is empty; pictures of the other form are attachments all the same.
    private void TakeBest(MultipartAlternative alternative)
    {
        var forms = alternative
            .Select(part =>
            {
                var form = new MailBody(rules);
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
        _attachments.Add(AttachmentPolicy.Check(name, content, _attachments.Count, inside, isMessage, rules));

    /// <summary>
    /// Why what an attached mail holds is not kept, or null. Of each file only its name and its first bytes are looked at: a mail within a
    /// mail is as large as the one around it, and each level would be held once more.
    /// </summary>
    private string? Inside(MimeEntity? entity) =>
        entity switch
        {
            Multipart multipart => multipart.Select(Inside).FirstOrDefault(refused => refused is not null),
            MessagePart message => rules.HasProgramsName(NameOf(message)) ? AttachmentPolicy.Executable : Inside(message.Message?.Body),
            TextPart { IsAttachment: false, FileName: null } text when text.IsPlain || text.IsHtml => null,
            // The parser looks no deeper.
            MimePart part when part.ContentType.IsMimeType("multipart", "*") || part.ContentType.IsMimeType("message", "rfc822") =>
                "too-deep",
            MimePart part
                when !IsSignature(part)
                    && (rules.HasProgramsName(NameOf(part)) || AttachmentPolicy.Sniff(Beginning(part)) == AttachmentPolicy.Program) =>
                AttachmentPolicy.Executable,
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

    private static string Read(TextPart text)
    {
        var bytes = Content(text);
        var charset = text.ContentType.Charset;
        if (text.IsHtml)
        {
            charset ??= MetaCharset().Match(System.Text.Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 2048))))
                is { Success: true } meta
                ? meta.Groups[1].Value
                : null;
            return MailText.FromHtml(Charsets.Decode(bytes, charset));
        }

        var plain = Charsets.Decode(bytes, charset);
        return text.IsFlowed
            ? new FlowedToText
            {
                DeleteSpace = text.ContentType.Parameters["delsp"]?.Equals("yes", StringComparison.OrdinalIgnoreCase) == true,
            }.Convert(plain)
            : plain;
    }

    private static byte[] Content(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content?.DecodeTo(bytes);
        return bytes.ToArray();
    }

    private static bool IsSignature(MimePart part) =>
        part.ContentType.MediaSubtype.ToUpperInvariant() is "PKCS7-SIGNATURE" or "X-PKCS7-SIGNATURE" or "PGP-SIGNATURE";

    [GeneratedRegex("""charset\s*=\s*["']?([\w.:-]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex MetaCharset();
}
