using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.HandOvers;

/// <summary>I9: the receiver accepts; from now on the ticket is theirs.</summary>
internal static class AcceptHandOver
{
    internal static Decision Decide(Ticket ticket, Actor actor, DateTimeOffset now)
    {
        if (ticket.HandOverTo is null && ticket.Owner == actor.Id)
            return Decision.NoChange;
        if (ticket.HandOverTo is null)
            return Rejection.Conflict("no-hand-over", "Nobody was asked to take the ticket over.");
        if (ticket.HandOverTo != actor.Id)
            return Rejection.Forbidden("not-the-receiver", $"Only {ticket.HandOverTo} can accept.");
        return Decision.Accept(new HandOverAccepted(ticket.Owner, actor.Id, now));
    }

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnTicket(number, ticket => Decide(ticket, actor, clock.GetUtcNow()), cancellationToken);
}
