using System.Text.RegularExpressions;
using MimeKit;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>
/// I7: mail that no person wrote. It never opens a ticket: an answer to it would meet another machine. Where a person may have
/// written it after all, somebody looks.
/// </summary>
internal static partial class AutomaticMail
{
    public const string Bounce = "bounce";
    public const string AutoReply = "auto-reply";
    public const string Bulk = "bulk";

    /// <summary>It came through a group or a list.</summary>
    public const string List = "list";
    public const string Loop = "loop";

    /// <summary>Why it is automatic, as a code; null when a person seems to have written it.</summary>
    public static string? Reason(MimeMessage message, string? envelopeFrom, string? sender, Func<string, bool> isOurs)
    {
        if (sender is not null && isOurs(sender) || Has("X-Loop", isOurs) || message.MessageId is { } id && OurMessageId().IsMatch(id))
        {
            return Loop;
        }

        var local = sender?.Split('@')[0];
        if (
            message.Body is MultipartReport
            || envelopeFrom is ""
            || Has("Return-Path", value => value is "<>" or "")
            || local is "mailer-daemon" or "postmaster"
            || Has("X-Failed-Recipients", _ => true)
        )
        {
            return Bounce;
        }

        // RFC 3834 and what was there before it. "auto-generated" stands on what people write in other help desks, too.
        if (
            Has("Auto-Submitted", value => value.Split(';')[0].Trim().Equals("auto-replied", StringComparison.OrdinalIgnoreCase))
            || Has("X-Autoreply", _ => true)
            || Has("X-Autorespond", _ => true)
            || Has("X-AutoReply-From", _ => true)
            || Has("Precedence", value => value.Equals("auto_reply", StringComparison.OrdinalIgnoreCase))
        )
        {
            return AutoReply;
        }

        return null;

        bool Has(string name, Func<string, bool> matches) =>
            message.Headers.Where(h => h.Field.Equals(name, StringComparison.OrdinalIgnoreCase)).Any(h => matches(h.Value.Trim()));
    }

    /// <summary>
    /// It may be a machine's, and a person's: newsletters and groups that people write through say the same of themselves.
    /// </summary>
    public static string? Doubt(MimeMessage message, string subject)
    {
        if (
            LooksAutomatic(subject)
            || Has("Auto-Submitted", value => !value.Split(';')[0].Trim().Equals("no", StringComparison.OrdinalIgnoreCase))
        )
        {
            return "looks-automatic";
        }

        if (Has("Precedence", value => value.ToUpperInvariant() is "BULK" or "JUNK"))
        {
            return Bulk;
        }

        return
            Has("Precedence", value => value.Equals("list", StringComparison.OrdinalIgnoreCase))
            || Has("List-Id", _ => true)
            || Has("List-Unsubscribe", _ => true)
            ? List
            : null;

        bool Has(string name, Func<string, bool> matches) =>
            message.Headers.Where(h => h.Field.Equals(name, StringComparison.OrdinalIgnoreCase)).Any(h => matches(h.Value.Trim()));
    }

    /// <summary>Web mail of some providers answers by itself and says so in the subject only.</summary>
    private static bool LooksAutomatic(string subject) => AutomaticSubject().IsMatch(subject);

    // As Subscriptions writes it on notices, and we on replies.
    [GeneratedRegex(@"^(notice-\d+|reply)-[0-9a-f]{32}@")]
    private static partial Regex OurMessageId();

    [GeneratedRegex(
        @"^\s*[\[【(（]?\s*(自动回复|自動回覆|自动答复|Auto[- ]?reply|Automatic reply|Out of( the)? office"
            + @"|Vacation reply|Abwesenheitsnotiz|Réponse automatique)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex AutomaticSubject();
}
