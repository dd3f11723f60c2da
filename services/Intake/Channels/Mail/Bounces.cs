using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>I20: which reply of ours a report of a mail server is about (RFC 3464), or a note of a server that writes no reports.</summary>
internal static partial class Bounces
{
    private const string Unknown = "unknown";
    private const int LongestOriginal = 64 * 1024;

    /// <summary>Null when it is no bounce of a reply, or only says that delivery takes longer.</summary>
    public static ReturnedReply? Returned(MimeMessage message, IReadOnlyList<string> references)
    {
        if (message.Body is not MultipartReport report)
        {
            var isFromServer = message.From.Mailboxes.Any(m => m.LocalPart.ToUpperInvariant() is "MAILER-DAEMON" or "POSTMASTER");
            return isFromServer && references.Select(ReplyOf).FirstOrDefault(r => r is not null) is { } named
                ? new ReturnedReply(named, Unknown)
                : null;
        }

        var groups = report.OfType<MessageDeliveryStatus>().SelectMany(s => s.StatusGroups).ToList();
        var failed = groups.FirstOrDefault(g => g["Action"]?.Trim().Equals("failed", StringComparison.OrdinalIgnoreCase) == true);
        if (failed is null)
            return null;
        var status = StatusCode().Match(failed["Status"] ?? "") is { Success: true } code ? code.Value : Unknown;
        return OriginalIds(report).Concat(references).Select(ReplyOf).FirstOrDefault(r => r is not null) is { } reply
            ? new ReturnedReply(reply, status)
            : null;
    }

    /// <summary>The reply that a Message-ID of ours belongs to, or null.</summary>
    public static Guid? ReplyOf(string messageId) =>
        Ours().Match(messageId) is { Success: true } ours ? Guid.Parse(ours.Groups[1].Value) : null;

    // The whole message, or its headers.
    private static IEnumerable<string> OriginalIds(MultipartReport report)
    {
        foreach (var part in report)
        {
            if (part is MessagePart { Message.MessageId: { } id })
            {
                yield return id;
            }
            else if (part is MimePart { Content: { } content } headers && headers.ContentType.IsMimeType("text", "rfc822-headers"))
            {
                using var bytes = new MemoryStream();
                content.DecodeTo(bytes);
                var text = Encoding.Latin1.GetString(bytes.GetBuffer(), 0, (int)Math.Min(bytes.Length, LongestOriginal));
                foreach (Match match in OriginalId().Matches(text))
                {
                    yield return match.Groups[1].Value;
                }
            }
        }
    }

    [GeneratedRegex("^reply-([0-9a-f]{32})@")]
    private static partial Regex Ours();

    [GeneratedRegex(@"(?mi)^Message-ID:\s*<([^>\s]+)>")]
    private static partial Regex OriginalId();

    [GeneratedRegex(@"\b[245]\.\d{1,3}\.\d{1,3}\b")]
    private static partial Regex StatusCode();
}
