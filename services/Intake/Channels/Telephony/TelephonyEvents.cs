using Marten;

namespace CustomerService.Intake.Channels.Telephony;

/// <summary>What a phone system reports about a call, in the order in which it happens.</summary>
public enum CallEventKind
{
    /// <summary>The caller waits in a queue.</summary>
    Queued,

    /// <summary>It rings at an agent.</summary>
    Ringing,

    /// <summary>An agent speaks.</summary>
    Answered,

    /// <summary>The caller is put on hold.</summary>
    Held,

    /// <summary>The agent speaks again.</summary>
    Resumed,

    /// <summary>The agent passes the call on.</summary>
    Transferred,

    /// <summary>The caller gives up before anybody speaks.</summary>
    Abandoned,

    /// <summary>The connection ends.</summary>
    Ended,

    /// <summary>The agent has finished the work after the call.</summary>
    WrappedUp,
}

// The stored schema of the call stream; its key is call/ and the call's id. Nothing personal: number and recording stand in CallParty.

internal sealed record CallReported(
    string CallId,
    string EventId,
    CallEventKind Kind,
    string? Queue,
    string? Agent,
    bool Outbound,
    DateTimeOffset At,
    DateTimeOffset ReceivedAt
);

internal static class TelephonyEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options) => options.Events.MapEventType<CallReported>("call_reported_v1");
}
