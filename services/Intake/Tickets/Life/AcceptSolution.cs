using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>
/// I8: the customer accepts the solution; the episode closes. Whoever of us notes it for the customer names the contact in which the
/// customer said so.
/// </summary>
/// <param name="Channel">Channel of that contact; nothing when the customer accepts themselves.</param>
/// <param name="Key">Its key, such as the call's id.</param>
public sealed record AcceptSolution(Channel? Channel = null, [property: StringLength(200, MinimumLength = 1)] string? Key = null)
{
    internal static Decision Decide(Ticket ticket, string by, string? contact, DateTimeOffset now) =>
        ticket.Status switch
        {
            TicketStatus.Closed => Decision.NoChange,
            TicketStatus.Resolved => Decision.Accept(
                ticket.Closes(ClosingReason.Accepted, now) with
                {
                    AcceptedBy = by,
                    Contact = contact,
                }
            ),
            _ => Rejection.Conflict("ticket-not-resolved", $"The ticket is {ticket.Status}."),
        };

    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        AcceptSolution? command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        // Customers speak for themselves, and other systems for theirs.
        if (actor.Is(Role.Customer) || actor.Is(Role.Integration))
            return await commands.OnTicket(number, t => Decide(t, actor.ToString(), null, clock.GetUtcNow()), cancellationToken);
        var contact = command is { Channel: { } channel, Key: { } key } ? ContactKey.IdOf(channel, key) : null;
        if (contact is null || (await query.LoadAsync<ContactKey>(contact, cancellationToken))?.TicketNumber != number)
            return Rejection
                .Invalid("contact-missing", "Name the contact of this ticket in which the customer accepted: channel and key.")
                .ToProblem();
        return await commands.OnTicket(number, t => Decide(t, actor.ToString(), contact, clock.GetUtcNow()), cancellationToken);
    }
}
