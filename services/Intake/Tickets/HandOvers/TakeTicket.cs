using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.HandOvers;

/// <summary>
/// I9, I11: an agent takes a ticket that waits for somebody: the desk's, or one whose owner asked the desk to find a receiver.
/// </summary>
internal static class TakeTicket
{
    internal static Decision Decide(Ticket ticket, Actor actor, string desk, DateTimeOffset now)
    {
        if (!ticket.IsOpen)
            return Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.");
        if (ticket.Owner == actor.Id)
            return Decision.NoChange;
        if (ticket.HandOverTo == actor.Id || ticket.HandOverTo == desk || (ticket.Owner == desk && ticket.HandOverTo is null))
            return Decision.Accept(new HandOverAccepted(ticket.Owner, actor.Id, now));
        if (ticket.HandOverTo is { } other)
            return Rejection.Conflict("hand-over-pending", $"{other} has not answered yet.");
        return Rejection.Conflict("ticket-owned", $"{ticket.Owner} hands it over.");
    }

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        Commands commands,
        IOptions<TicketOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnTicket(number, ticket => Decide(ticket, actor, rules.Value.Desk, clock.GetUtcNow()), cancellationToken);
}
