using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.HandOvers;

/// <summary>
/// I9: the owner, or a supervisor, hands a ticket over by name and reason; what is the desk's anybody of the desk passes on. The owner
/// stays the owner until the receiver accepts. An offer to a person expires.
/// </summary>
/// <param name="To">Agent who shall take it, or the desk, which finds one.</param>
/// <param name="Reason">Why, for the receiver.</param>
public sealed record OfferHandOver(
    [property: Required, StringLength(80, MinimumLength = 1)] string To,
    [property: Required, StringLength(400, MinimumLength = 1)] string Reason
)
{
    internal static Decision Decide(Ticket ticket, OfferHandOver command, TicketOptions rules, Actor actor, DateTimeOffset now)
    {
        if (!ticket.IsOpen)
            return Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.");
        if (!MayHandOver(ticket, rules, actor))
            return Rejection.Forbidden("not-the-owner", $"{ticket.Owner} or a supervisor hands it over.");
        if (ticket.HandOverTo == command.To)
            return Decision.NoChange;
        if (ticket.HandOverTo is not null)
            return Rejection.Conflict("hand-over-pending", $"{ticket.HandOverTo} has not answered yet.");
        if (ticket.Owner == command.To)
            return Rejection.Conflict("owner-already", $"{command.To} owns the ticket.");
        return Decision.Accept(
            new HandOverOffered(
                ticket.Owner,
                command.To,
                command.Reason,
                now,
                command.To == rules.Desk ? null : now + rules.HandOverExpiresAfter,
                By: actor.ToString()
            )
        );
    }

    internal static bool MayHandOver(Ticket ticket, TicketOptions rules, Actor actor) =>
        ticket.Owner == actor.Id || ticket.Owner == rules.Desk || actor.Is(Role.Supervisor);

    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        OfferHandOver command,
        Actor actor,
        Commands commands,
        Receivers receivers,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        await receivers.Refuse(command.To, number, cancellationToken) is { } refused
            ? refused.ToProblem()
            : await commands.OnTicket(
                number,
                ticket => Decide(ticket, command, receivers.Rules, actor, clock.GetUtcNow()),
                cancellationToken
            );
}
