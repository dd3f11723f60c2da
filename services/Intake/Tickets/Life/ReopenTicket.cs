using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>I8: a closed ticket runs again within 30 days: the next episode begins.</summary>
/// <param name="Reason">Why.</param>
public sealed record ReopenTicket([property: Required, StringLength(4000, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Ticket ticket, ReopenTicket command, TicketOptions rules, Actor actor, DateTimeOffset now) =>
        ticket.Status != TicketStatus.Closed ? Rejection.Conflict("ticket-not-closed", $"The ticket is {ticket.Status}.")
        : now > ticket.ClosedAt + rules.ReopensWithin
            ? Rejection.Conflict("reopen-period-over", $"It could be reopened until {ticket.ClosedAt + rules.ReopensWithin:O}.")
        : Decision.Accept(
            new NoteAdded(command.Reason, true, actor.ToString(), now),
            new TicketReopened(ticket.Episode + 1, "reopened", now)
        );

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        ReopenTicket command,
        Actor actor,
        Commands commands,
        IOptions<TicketOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnTicket(number, ticket => Decide(ticket, command, rules.Value, actor, clock.GetUtcNow()), cancellationToken);
}
