using Marten;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>Where a mail stands: fetched = accepted + refused + parked, once it has been read.</summary>
public enum MailStatus
{
    /// <summary>Stored and acknowledged; not read yet.</summary>
    Received,

    /// <summary>A contact of a ticket.</summary>
    Accepted,

    /// <summary>No contact: automatic, twice, or refused by a person.</summary>
    Refused,

    /// <summary>Waits for a person.</summary>
    Parked,
}

// The stored schema of the mail stream; its key is the mail's number. Nothing personal: sender, subject and content stand in the raw store.

internal sealed record MailReceived(string Source, string Sha256, int Size, DateTimeOffset At);

internal sealed record MailAccepted(string TicketNumber, bool Opened, string CustomerNumber, string? Reason, string By, DateTimeOffset At);

internal sealed record MailRefused(string Reason, string By, DateTimeOffset At);

internal sealed record MailParked(string Reason, string? TicketNumber, DateTimeOffset At);

internal static class MailEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<MailReceived>("mail_received_v1");
        options.Events.MapEventType<MailAccepted>("mail_accepted_v1");
        options.Events.MapEventType<MailRefused>("mail_refused_v1");
        options.Events.MapEventType<MailParked>("mail_parked_v1");
    }
}
