using System.Runtime.CompilerServices;
using System.Text;
using CustomerService.Intake.Channels.Mail;
using MimeKit;

namespace CustomerService.Intake.Tests.Channels.Mail;

/// <summary>Builds the mails of the tests: whole ones as MimeKit writes them, and bytes as broken programs do.</summary>
internal static class Mails
{
    public const string Sender = "li.na@example.org";
    public const string Mailbox = "service@example.com";

    // A test may use MimeKit before anything of Intake.
    [ModuleInitializer]
    internal static void KnowCharsets() => Charsets.Register();

    public static MailOptions Rules => new() { Smtp = new SmtpReceptionOptions { Recipients = [Mailbox] } };

    /// <summary>A whole mail; <paramref name="change"/> makes it special.</summary>
    public static byte[] Whole(Action<MimeMessage>? change = null, string text = "My screen is broken.", string subject = "Screen")
    {
        using var message = new MimeMessage
        {
            Subject = subject,
            MessageId = "one@mail.example.org",
            Body = new TextPart("plain") { Text = text },
        };
        message.From.Add(new MailboxAddress("李娜", Sender));
        message.To.Add(new MailboxAddress("", Mailbox));
        change?.Invoke(message);
        using var bytes = new MemoryStream();
        message.WriteTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>ASCII headers and body with line ends as they travel; <paramref name="tail"/> follows as it is.</summary>
    public static byte[] Raw(string head, params byte[][] tail) =>
        [.. Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n")), .. tail.SelectMany(t => t)];

    public static byte[] In(string charset, string text) => Encoding.GetEncoding(charset).GetBytes(text);

    public static ParsedMail Read(byte[] raw, string? envelopeFrom = Sender, MailOptions? rules = null) =>
        MailReader.Read(raw, envelopeFrom, rules ?? Rules);

    public static ParsedMail With(params (string Name, string Value)[] headers) =>
        Read(
            Whole(m =>
            {
                foreach (var (name, value) in headers)
                {
                    m.Headers.Add(name, value);
                }
            })
        );

    public static ParsedMail With(MimeEntity body) => Read(Whole(m => m.Body = body));

    public static MimePart File(string name, byte[] content, string type = "application/octet-stream") =>
        new(ContentType.Parse(type))
        {
            Content = new MimeContent(new MemoryStream(content)),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition("attachment") { FileName = name },
        };

    public static ParsedMail WithAttached(params MimeEntity[] attachments)
    {
        var mixed = new Multipart("mixed") { new TextPart("plain") { Text = "See attached." } };
        foreach (var attachment in attachments)
        {
            mixed.Add(attachment);
        }

        return With(mixed);
    }
}
