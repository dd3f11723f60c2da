using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Tickets;

/// <summary>I8: a resolved ticket closes when the customer has not answered in time.</summary>
internal static class CloseSilentTicket
{
    public const string Purpose = "ticket-auto-close";

    /// <summary>A ticket that was rejected and resolved again, or merged, meanwhile has a later deadline of its own.</summary>
    internal static Decision Decide(Ticket ticket, DateTimeOffset now) =>
        ticket.MergedInto is null && ticket.Status == TicketStatus.Resolved && ticket.ClosesAt <= now
            ? Decision.Accept(ticket.Closes(ClosingReason.Silence, now))
            : Decision.NoChange;

    internal static async Task Fire(Marten.IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.Decide<Ticket>(due.Key, ticket => Decide(ticket, now), cancellationToken: cancellationToken);
}
