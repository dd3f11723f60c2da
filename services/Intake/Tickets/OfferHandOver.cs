using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets;

/// <summary>I9: the owner hands a ticket over by name and reason; the owner stays the owner until the receiver accepts.</summary>
/// <param name="To">Agent who shall take it.</param>
/// <param name="Reason">Why, for the receiver.</param>
public sealed record OfferHandOver(
    [property: Required, StringLength(80, MinimumLength = 1)] string To,
    [property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Ticket ticket, OfferHandOver command, DateTimeOffset now) =>
        !ticket.IsOpen ? Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.")
        : ticket.HandOverTo == command.To ? Decision.NoChange
        : ticket.HandOverTo is not null ? Rejection.Conflict("hand-over-pending", $"{ticket.HandOverTo} has not answered yet.")
        : ticket.Owner == command.To ? Rejection.Conflict("owner-already", $"{command.To} owns the ticket.")
        : Decision.Accept(new HandOverOffered(ticket.Owner, command.To, command.Reason, now));

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number, OfferHandOver command, Commands commands, TimeProvider clock, CancellationToken cancellationToken) =>
        commands.OnTicket(number, ticket => Decide(ticket, command, clock.GetUtcNow()), cancellationToken);
}
