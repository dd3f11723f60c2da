using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Solutions;

/// <summary>I12: whether a case that was used on a ticket has helped. A ticket has one vote for each case; the last one stands.</summary>
/// <param name="Helpful">Whether it has.</param>
public sealed record RateCase(bool Helpful)
{
    internal static Decision Decide(Ticket ticket, string caseNumber, RateCase command, Actor actor, DateTimeOffset now) =>
        !ticket.Cases.TryGetValue(caseNumber, out var vote)
            ? Rejection.Conflict("case-not-used", $"{caseNumber} was not used on the ticket.")
        : vote == command.Helpful ? Decision.NoChange
        : Decision.Accept(new CaseRated(caseNumber, command.Helpful, actor.ToString(), now));

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        string caseNumber,
        RateCase command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnTicket(number, ticket => Decide(ticket, caseNumber, command, actor, clock.GetUtcNow()), cancellationToken);
}
