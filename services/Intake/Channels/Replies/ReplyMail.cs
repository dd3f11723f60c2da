using System.Net;
using System.Text.RegularExpressions;
using CustomerService.Intake.Tickets.Life;
using MimeKit;

namespace CustomerService.Intake.Channels.Replies;

/// <summary>A mail of the conversation about a ticket, ours or theirs.</summary>
/// <param name="MessageId">Its Message-ID, without brackets.</param>
/// <param name="Sender">Who wrote it; null when we did.</param>
/// <param name="Subject">Its subject; null when we wrote it.</param>
/// <param name="At">When.</param>
internal sealed record ThreadMail(string? MessageId, string? Sender, string? Subject, DateTimeOffset At);

/// <summary>A file that goes with a reply.</summary>
internal sealed record ReplyFile(string Name, byte[] Content);

/// <summary>What a reply says, and to whom.</summary>
/// <param name="Id">Of the event with the words.</param>
/// <param name="Ticket">The ticket's number.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Words">Our words; empty when the kind says it all.</param>
/// <param name="IsEnglish">English, or Chinese.</param>
/// <param name="Link">Address of its page, or null.</param>
/// <param name="Signature">What stands below.</param>
internal sealed record ReplyLetter(Guid Id, string Ticket, ReplyKind Kind, string Words, bool IsEnglish, string? Link, string Signature)
{
    private const int MostReferences = 20;
    private const int LongestShortMessage = 200;

    /// <summary>Its Message-ID; the same on every attempt, so that a repeat can be recognised.</summary>
    public static string MessageIdOf(Guid id, string domain) => $"reply-{id:N}@{domain}";

    /// <summary>I20: a mail in the customer's own thread.</summary>
    public MimeMessage ToMail(
        MailboxAddress from,
        string to,
        IReadOnlyList<ThreadMail> thread,
        IReadOnlyList<ReplyFile> files,
        DateTimeOffset now
    )
    {
        var message = new MimeMessage
        {
            Subject = SubjectIn(thread),
            Date = now,
            MessageId = MessageIdOf(Id, from.Domain.Length > 0 ? from.Domain : "localhost"),
        };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(to));
        if (thread.LastOrDefault(m => m.Sender is not null && m.MessageId is not null)?.MessageId is { } answered)
        {
            message.InReplyTo = answered;
        }

        foreach (var id in thread.Select(m => m.MessageId).OfType<string>().Where(id => id != message.MessageId).TakeLast(MostReferences))
        {
            message.References.Add(id);
        }

        var body = new BodyBuilder { TextBody = Text(), HtmlBody = Html() };
        foreach (var file in files)
        {
            body.Attachments.Add(file.Name, file.Content, ContentType.Parse(MimeTypes.GetMimeType(file.Name)));
        }

        message.Body = body.ToMessageBody();
        // An out-of-office reply to what a person wrote tells nothing that helps.
        message.Headers.Add("X-Auto-Response-Suppress", "OOF, AutoReply");
        if (Kind != ReplyKind.Answer)
        {
            message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        }

        return message;
    }

    /// <summary>I20: a short message says that there is something to read, and where.</summary>
    public string ToShortMessage()
    {
        var beginning = Words.Length > LongestShortMessage ? $"{Mail.MailText.Clean(Words, LongestShortMessage)}…" : Words;
        var text = string.Join(' ', new[] { Opening(), beginning }.Where(t => t.Length > 0)).ReplaceLineEndings(" ");
        return IsEnglish ? $"Ticket {Ticket}: {text} {Link}".TrimEnd() : $"【工单 {Ticket}】{text} {Link}".TrimEnd();
    }

    private string SubjectIn(IReadOnlyList<ThreadMail> thread)
    {
        var theirs = thread.FirstOrDefault(m => m.Sender is not null)?.Subject;
        var subject = string.IsNullOrWhiteSpace(theirs)
            ? (IsEnglish ? "Your service ticket" : "您的服务工单")
            : $"Re: {Answered.Replace(theirs, "")}";
        return subject.Contains(Ticket, StringComparison.Ordinal) ? subject : $"{subject} [{Ticket}]";
    }

    private string Text() =>
        string.Join("\n\n", new[] { Opening(), Words, Closing(), $"-- \n{Signature}\n{Footer()}" }.Where(part => part.Length > 0));

    private string Html()
    {
        var paragraphs = new[] { Opening(), Words, Closing() }.Where(p => p.Length > 0).Select(Paragraph);
        return $"<div>{string.Concat(paragraphs)}</div><p style=\"color:#666\">{Encoded(Signature)}<br>{Encoded(Footer())}</p>";
    }

    // Ours are the only addresses that become links.
    private string Paragraph(string text)
    {
        var encoded = Encoded(text);
        return Link is null
            ? $"<p>{encoded}</p>"
            : $"<p>{encoded.Replace(Encoded(Link), $"<a href=\"{Encoded(Link)}\">{Encoded(Link)}</a>", StringComparison.Ordinal)}</p>";
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text).ReplaceLineEndings("<br>");

    private string Opening() =>
        (Kind, IsEnglish) switch
        {
            (ReplyKind.Solution, true) => "We have worked on your matter:",
            (ReplyKind.Solution, false) => "您反映的问题已处理：",
            (ReplyKind.Rejection, true) => "We cannot take your matter on.",
            (ReplyKind.Rejection, false) => "很抱歉，您的申请未被受理。",
            (ReplyKind.Cancellation, true) => "Your matter has been cancelled.",
            (ReplyKind.Cancellation, false) => "您的工单已取消。",
            (ReplyKind.Reopening, true) => "We are working on your matter again.",
            (ReplyKind.Reopening, false) => "我们已重新处理您的工单。",
            (ReplyKind.HandOver, true) => "A colleague looks after your matter from now on. You need not tell it again.",
            (ReplyKind.HandOver, false) => "您的工单已由另一位同事负责，您无需重复说明。",
            _ => "",
        };

    private string Closing()
    {
        if (Kind != ReplyKind.Solution)
            return "";
        if (Link is null)
            return IsEnglish ? "Please answer this mail if it did not help." : "如未解决，请直接回复本邮件。";
        return IsEnglish
            ? $"Does that help? Accept or reject the solution here: {Link}"
            : $"是否解决了您的问题？请在此接受或不接受处理结果：{Link}";
    }

    private string Footer()
    {
        var number = IsEnglish ? $"Ticket {Ticket}. Answer this mail to go on." : $"工单号 {Ticket}。直接回复本邮件即可继续沟通。";
        return Link is null || Kind == ReplyKind.Solution ? number : $"{number} {Link}";
    }

    private static readonly Regex Answered = new(
        @"^(\s*(re|aw|回复|答复|回覆)\s*[:：])+\s*",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    );
}
