using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>I8: the customer accepts the solution; the episode closes.</summary>
internal static class AcceptSolution
{
    internal static Decision Decide(Ticket ticket, DateTimeOffset now) =>
        ticket.Status switch
        {
            TicketStatus.Closed => Decision.NoChange,
            TicketStatus.Resolved => Decision.Accept(ticket.Closes(ClosingReason.Accepted, now)),
            _ => Rejection.Conflict("ticket-not-resolved", $"The ticket is {ticket.Status}."),
        };

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnTicket(number, ticket => Decide(ticket, clock.GetUtcNow()), cancellationToken);
}
