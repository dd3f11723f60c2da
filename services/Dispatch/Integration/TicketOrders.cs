namespace CustomerService.Dispatch.Integration;

/// <summary>
/// What Dispatch knows of a ticket. The consumers of its facts write it with optimistic concurrency, so that a request and a cancellation
/// that are handled at the same moment cannot miss each other: the loser looks again.
/// </summary>
/// <param name="Id">The ticket's number.</param>
/// <param name="WorkOrders">Numbers of its work orders.</param>
/// <param name="CancelReason">Why it was cancelled; null while it was not.</param>
internal sealed record TicketOrders(string Id, IReadOnlyList<string> WorkOrders, string? CancelReason);
