using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>I8: the customer does not accept the solution; the next episode begins.</summary>
/// <param name="Reason">The customer's words.</param>
public sealed record RejectSolution([property: Required, StringLength(4000, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Ticket ticket, RejectSolution command, Actor actor, DateTimeOffset now) =>
        ticket.Status != TicketStatus.Resolved
            ? Rejection.Conflict("ticket-not-resolved", $"The ticket is {ticket.Status}.")
            : Decision.Accept(
                new NoteAdded(command.Reason, true, actor.ToString(), now),
                new TicketReopened(ticket.Episode + 1, "rejected", now)
            );

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        RejectSolution command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnTicket(number, ticket => Decide(ticket, command, actor, clock.GetUtcNow()), cancellationToken);
}
