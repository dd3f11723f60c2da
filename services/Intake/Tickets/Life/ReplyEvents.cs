using Marten;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>How our words reach the customer (I20).</summary>
public enum ReplyChannel
{
    /// <summary>An e-mail in the customer's thread.</summary>
    Email,

    /// <summary>A short message with a link to the page.</summary>
    Sms,

    /// <summary>The page of the ticket, where the customer looks for them.</summary>
    Page,
}

/// <summary>What a reply tells.</summary>
public enum ReplyKind
{
    /// <summary>Words of ours.</summary>
    Answer,

    /// <summary>What was done; the customer accepts or rejects it.</summary>
    Solution,

    /// <summary>The matter is none of ours.</summary>
    Rejection,

    /// <summary>The matter was given up.</summary>
    Cancellation,

    /// <summary>We work on it again.</summary>
    Reopening,

    /// <summary>Somebody else answers for it now.</summary>
    HandOver,
}

// On the ticket's stream, beside the words that they are about; Reply is the id of that event. None holds an address.

internal sealed record ReplySent(Guid Reply, ReplyKind Kind, ReplyChannel Channel, DateTimeOffset At);

internal sealed record ReplyFailed(Guid Reply, ReplyKind Kind, string Reason, DateTimeOffset At);

internal sealed record ReplyBounced(Guid Reply, ReplyKind Kind, string Reason, DateTimeOffset At);

internal static class ReplyEvents
{
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<ReplySent>("reply_sent_v1");
        options.Events.MapEventType<ReplyFailed>("reply_failed_v1");
        options.Events.MapEventType<ReplyBounced>("reply_bounced_v1");
    }
}
