using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>I8: the matter is given up before a solution. Dispatch and Repair end what they still can.</summary>
/// <param name="Reason">Why, as a code, for example <c>withdrawn</c>.</param>
public sealed record CancelTicket(
    [property: Required, StringLength(40, MinimumLength = 1), RegularExpression(FactCode.Pattern)] string Reason
)
{
    internal static Decision Decide(Ticket ticket, CancelTicket command, DateTimeOffset now) =>
        ticket.Status == TicketStatus.Cancelled ? Decision.NoChange
        : !ticket.IsOpen ? Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.")
        : Decision.Accept(new TicketCancelled(command.Reason, now));

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        CancelTicket command,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnTicket(number, ticket => Decide(ticket, command, clock.GetUtcNow()), cancellationToken);
}

/// <summary>What leaves as a public fact and is kept for months is a code: words could name somebody.</summary>
internal static class FactCode
{
    public const string Pattern = "[A-Za-z0-9][A-Za-z0-9._/-]*";
}
