using Marten;

namespace CustomerService.Intake.Channels.Guests;

// The stored schema of one guest's way to a ticket; its key is guest/{handle}. Contact, ticket and code of the request stand here as keyed
// hashes: what a stranger types is nobody's business, and mostly wrong.

internal sealed record GuestAccessRequested(
    string? TicketNumber,
    string? CustomerNumber,
    string TicketHash,
    string ContactHash,
    string CodeHash,
    DateTimeOffset ExpiresAt,
    DateTimeOffset At
);

internal sealed record GuestCodeTried(bool Right, DateTimeOffset At);

internal sealed record GuestPassGiven(
    string PassHash,
    string TicketNumber,
    string CustomerNumber,
    DateTimeOffset ValidUntil,
    DateTimeOffset At
);

internal static class GuestEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<GuestAccessRequested>("guest_access_requested_v1");
        options.Events.MapEventType<GuestCodeTried>("guest_code_tried_v1");
        options.Events.MapEventType<GuestPassGiven>("guest_pass_given_v1");
    }
}
