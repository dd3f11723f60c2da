using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets;

/// <summary>I8: corrects type, priority or fault. Needs the version that the caller saw (If-Match), since it overwrites fields.</summary>
/// <param name="Type">What it is about.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="FaultCode">Fault code, or null.</param>
public sealed record ReclassifyTicket(TicketType Type, TicketPriority Priority, [property: StringLength(20)] string? FaultCode = null)
{
    internal static Decision Decide(Ticket ticket, ReclassifyTicket command, DateTimeOffset now) =>
        (ticket.Type, ticket.Priority, ticket.FaultCode) == (command.Type, command.Priority, command.FaultCode) ? Decision.NoChange
        : !ticket.IsOpen ? Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.")
        : Decision.Accept(new TicketReclassified(command.Type, command.Priority, command.FaultCode, now));

    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number, ReclassifyTicket command, HttpRequest request, Commands commands, TimeProvider clock, CancellationToken cancellationToken) =>
        request.ReadExpectedVersion() is null
            ? Problems.Problem(StatusCodes.Status428PreconditionRequired, "version-required", "Send If-Match with the ETag that you decided on.")
            : await commands.OnTicket(number, ticket => Decide(ticket, command, clock.GetUtcNow()), cancellationToken);
}
