using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>
/// I8: a resolved ticket closes when the customer has not answered in time. Who has written and waits for our answer is not silent.
/// </summary>
internal static class CloseSilentTicket
{
    public const string Purpose = "ticket-auto-close";

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromHours(12);

    internal static Decision Decide(Ticket ticket, DateTimeOffset now) =>
        ticket is { MergedInto: null, Status: TicketStatus.Resolved, UnansweredSince: null } && ticket.ClosesAt <= now
            ? Decision.Accept(ticket.Closes(ClosingReason.Silence, now))
            : Decision.NoChange;

    /// <summary>
    /// When to look again at a ticket that is resolved and did not close: it was resolved again, or the customer has written.
    /// </summary>
    internal static DateTimeOffset? LookAgainAt(Ticket ticket, DateTimeOffset now)
    {
        if (ticket.Status != TicketStatus.Resolved || ticket.MergedInto is not null)
            return null;
        if (ticket.UnansweredSince is not null)
            return now + LookAgainAfter;
        if (ticket.ClosesAt > now)
            return ticket.ClosesAt;
        return null;
    }

    internal static async Task Fire(Marten.IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset? again = null;
        await session.Decide<Ticket>(
            due.Key,
            ticket =>
            {
                again = LookAgainAt(ticket, now);
                return Decide(ticket, now);
            },
            cancellationToken: cancellationToken
        );
        if (again is { } at)
        {
            session.QueueDue(Purpose, due.Key, at);
        }
    }
}
