using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets;

/// <summary>I8: a resolve needs a code and a note. Resolving twice is accepted and changes nothing.</summary>
/// <param name="Code">Resolution code, for example <c>repaired</c>.</param>
/// <param name="Note">What was done, for the customer and the next reader.</param>
public sealed record ResolveTicket(
    [property: Required, StringLength(40, MinimumLength = 1)] string Code,
    [property: Required, StringLength(4000, MinimumLength = 1)] string Note)
{
    internal static Decision Decide(Ticket ticket, ResolveTicket command, TicketOptions rules, DateTimeOffset now) => ticket.Status switch
    {
        TicketStatus.Resolved or TicketStatus.Closed => Decision.NoChange,
        TicketStatus.Rejected or TicketStatus.Cancelled => Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}."),
        _ => Decision.Accept(new TicketResolved(ticket.Episode, command.Code, command.Note, now, now + rules.ClosesAfter)),
    };

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number, ResolveTicket command, Commands commands, IOptions<TicketOptions> rules, TimeProvider clock, CancellationToken cancellationToken) =>
        commands.Execute<Ticket, TicketView>(number, ticket => Decide(ticket, command, rules.Value, clock.GetUtcNow()), cancellationToken);
}
