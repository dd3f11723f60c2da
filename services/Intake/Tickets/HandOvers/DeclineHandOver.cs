using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.HandOvers;

/// <summary>I9: the receiver declines; the ticket stays with its owner.</summary>
/// <param name="Reason">Why, for the owner.</param>
public sealed record DeclineHandOver([property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Ticket ticket, DeclineHandOver command, Actor actor, DateTimeOffset now) =>
        ticket.HandOverTo is null ? Rejection.Conflict("no-hand-over", "Nobody was asked to take the ticket over.")
        : ticket.HandOverTo != actor.Id ? Rejection.Forbidden("not-the-receiver", $"Only {ticket.HandOverTo} can decline.")
        : Decision.Accept(new HandOverDeclined(ticket.Owner, actor.Id, command.Reason, now));

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        DeclineHandOver command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnTicket(number, ticket => Decide(ticket, command, actor, clock.GetUtcNow()), cancellationToken);
}
