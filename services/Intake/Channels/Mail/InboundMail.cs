using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>
/// I7: one e-mail that reached us: what decisions read and what people see. Its sender and content stand in the raw store.
/// </summary>
public sealed record InboundMail
{
    /// <summary>The mail's number, for example M00000042.</summary>
    public required string Id { get; init; }

    /// <summary>How and for which mailbox it came.</summary>
    public required string Source { get; init; }

    /// <summary>SHA-256 of the raw message, hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size of the raw message in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required MailStatus Status { get; init; }

    /// <summary>Why it stands there, as a code; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The ticket it is a contact of; of a parked one the ticket that it seems to mean.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>The customer it came from, when that is known.</summary>
    public string? CustomerNumber { get; init; }

    /// <summary>Who decided, as role:id.</summary>
    public string? DecidedBy { get; init; }
}

internal sealed partial class InboundMailProjection : SingleStreamProjection<InboundMail, string>
{
    public static InboundMail Create(IEvent<MailReceived> e) =>
        new()
        {
            Id = e.StreamKey!,
            Source = e.Data.Source,
            Sha256 = e.Data.Sha256,
            Size = e.Data.Size,
            ReceivedAt = e.Data.At,
            Status = MailStatus.Received,
        };

    public static InboundMail Apply(MailAccepted e, InboundMail mail) =>
        mail with
        {
            Status = MailStatus.Accepted,
            Reason = e.Reason,
            TicketNumber = e.TicketNumber,
            CustomerNumber = e.CustomerNumber,
            DecidedBy = e.By,
        };

    public static InboundMail Apply(MailRefused e, InboundMail mail) =>
        mail with
        {
            Status = MailStatus.Refused,
            Reason = e.Reason,
            DecidedBy = e.By,
        };

    public static InboundMail Apply(MailParked e, InboundMail mail) =>
        mail with
        {
            Status = MailStatus.Parked,
            Reason = e.Reason,
            TicketNumber = e.TicketNumber,
        };
}
