namespace CustomerService.Intake.Channels.Mail;

/// <summary>What a decision needs of a mail, read from its raw bytes.</summary>
/// <param name="Sender">Address of who wrote it, lower case; null when none can be read.</param>
/// <param name="Subject">Subject, cleaned.</param>
/// <param name="Text">What the sender wrote just now, cleaned; empty when there is nothing.</param>
/// <param name="MessageId">Message-ID without brackets, or null.</param>
/// <param name="References">Message-IDs it answers, nearest first.</param>
/// <param name="Automatic">Why it was written by a machine, as a code; null when a person seems to have written it.</param>
/// <param name="LooksAutomatic">Only its subject says so: a person has to look.</param>
/// <param name="SenderProven">What our mail server says of the sender; null when nobody was asked.</param>
/// <param name="Attachments">Everything but the text.</param>
internal sealed record ParsedMail(
    string? Sender,
    string Subject,
    string Text,
    string? MessageId,
    IReadOnlyList<string> References,
    string? Automatic,
    bool LooksAutomatic,
    bool? SenderProven,
    IReadOnlyList<ParsedAttachment> Attachments
)
{
    private const int MostText = 4000;

    /// <summary>The ticket number that the subject names, or null.</summary>
    public string? TicketInSubject => TicketNumbers.FirstIn(Subject);

    /// <summary>The words of the contact that joins a ticket.</summary>
    public string ContactText =>
        Text.Length > 0 ? Text
        : Subject.Length > 0 ? Subject
        : "(no text)";

    /// <summary>The words of a new ticket: its subject belongs to them.</summary>
    public string TicketText => Text.Length > 0 && Subject.Length > 0 ? MailText.Clean($"{Subject}\n\n{Text}", MostText) : ContactText;
}

/// <summary>One attachment after the check.</summary>
/// <param name="Name">File name, cleaned, without folders.</param>
/// <param name="Type">What the content is, not what it says it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Refused">Why it is not kept, as a code; null when it is.</param>
/// <param name="Content">The bytes; null when refused.</param>
internal sealed record ParsedAttachment(string Name, string Type, int Size, string? Refused, byte[]? Content);
