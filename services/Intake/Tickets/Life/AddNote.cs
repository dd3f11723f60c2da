using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>
/// I8: a note for colleagues, or a public reply to the customer; the two are never mixed up. The first public reply answers the clock of
/// the first response (I10).
/// </summary>
/// <param name="Text">The words.</param>
/// <param name="Public">True when the customer reads it.</param>
public sealed record AddNote([property: Required, StringLength(4000, MinimumLength = 1)] string Text, bool Public = false)
{
    internal static Decision Decide(Ticket ticket, AddNote command, Actor actor, DateTimeOffset now) =>
        actor.Is(Role.Customer) && !command.Public ? Rejection.Forbidden("internal-note", "Internal notes are for staff.")
        : ticket.Status == TicketStatus.Closed && command.Public
            ? Rejection.Conflict("ticket-ended", "The ticket is closed; reopen it to go on.")
        : Decision.Accept([
            new NoteAdded(command.Text, command.Public, actor.ToString(), now),
            .. command.Public && actor.ToString().IsTheCustomer() ? ticket.HearsTheCustomer(now) : [],
        ]);

    /// <summary>On a merged ticket colleagues go on writing notes; what its customer says arrives at the ticket that goes on.</summary>
    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        AddNote command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        Decision OfTicket(Ticket ticket) => Decide(ticket, command, actor, clock.GetUtcNow());
        return !command.Public
            ? await commands.Execute<Ticket, TicketView>(number, OfTicket, cancellationToken)
            : await commands.OnTicket(
                actor.Is(Role.Customer) ? await MergedTickets.Final(query, number, cancellationToken) : number,
                OfTicket,
                cancellationToken
            );
    }
}
