namespace CustomerService.Dispatch.Integration;

/// <summary>
/// What Dispatch knows of a ticket. The consumers of its facts write it with optimistic concurrency, so that a request and a cancellation
/// that are handled at the same moment cannot miss each other: the loser looks again.
/// </summary>
/// <param name="Id">The ticket's number.</param>
/// <param name="WorkOrders">Numbers of its work orders.</param>
/// <param name="CancelReason">Why it was cancelled; null while it was not.</param>
/// <param name="EndedAt">When an episode of it last ended; what was asked for before then has ended with it.</param>
internal sealed record TicketOrders(string Id, IReadOnlyList<string> WorkOrders, string? CancelReason, DateTimeOffset? EndedAt = null)
{
    /// <summary>Why an order that is asked for at this moment opens cancelled, or null.</summary>
    public string? EndedBefore(DateTimeOffset asked) => CancelReason ?? (asked <= EndedAt ? "ticket-ended" : null);
}
