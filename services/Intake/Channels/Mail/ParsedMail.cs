using CustomerService.Intake.Tickets.Attachments;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>What a decision needs of a mail, read from its raw bytes.</summary>
/// <param name="Sender">Address of who wrote it, lower case; null when none can be read.</param>
/// <param name="Subject">Subject, cleaned.</param>
/// <param name="Text">What the sender wrote just now, cleaned; empty when there is nothing.</param>
/// <param name="MessageId">Message-ID without brackets, or null.</param>
/// <param name="References">Message-IDs it answers, nearest first.</param>
/// <param name="Automatic">Why it was written by a machine, as a code; null when a person seems to have written it.</param>
/// <param name="Doubt">Why it may be a machine's, as a code: looks-automatic, bulk or list; a person has to look. Null when nothing
/// speaks for it.</param>
/// <param name="SenderProven">What our mail server says of the sender; null when nobody was asked.</param>
/// <param name="Attachments">Everything but the text.</param>
/// <param name="Returned">Of a bounce: the reply of ours that came back, with the reason; null when none is named.</param>
internal sealed record ParsedMail(
    string? Sender,
    string Subject,
    string Text,
    string? MessageId,
    IReadOnlyList<string> References,
    string? Automatic,
    string? Doubt,
    bool? SenderProven,
    IReadOnlyList<ParsedAttachment> Attachments,
    ReturnedReply? Returned = null
)
{
    /// <summary>Characters of a mail that a ticket shows; a longer one says so.</summary>
    internal const int MostText = 20_000;

    /// <summary>The ticket number that the subject names, or null.</summary>
    public string? TicketInSubject => TicketNumbers.FirstIn(Subject);

    /// <summary>The words of the contact that joins a ticket.</summary>
    public string ContactText =>
        Text.Length > 0 ? Text
        : Subject.Length > 0 ? Subject
        : "(no text)";

    /// <summary>The words of a new ticket: its subject belongs to them.</summary>
    public string TicketText => Text.Length > 0 && Subject.Length > 0 ? MailText.Shortened($"{Subject}\n\n{Text}", MostText) : ContactText;
}

/// <summary>I20: a reply of ours that could not be delivered.</summary>
/// <param name="Reply">Id of the reply.</param>
/// <param name="Reason">The status code of the report, for example 5.1.1, or unknown.</param>
internal sealed record ReturnedReply(Guid Reply, string Reason);
