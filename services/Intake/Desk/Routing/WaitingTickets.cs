using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.Routing;

/// <summary>A ticket that waits for somebody to take it.</summary>
/// <param name="Number">The ticket's number.</param>
/// <param name="Owner">Who owns it until then.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="DueAt">When the first of its clocks is due.</param>
/// <param name="For">Agent who would be offered it at this moment, or null.</param>
/// <param name="Because">Why, or why nobody.</param>
public sealed record QueuedTicket(string Number, string Owner, DateTimeOffset OpenedAt, DateTimeOffset DueAt, string? For, string Because);

/// <summary>I11: what waits, in the order in which it is offered, with the reason for each.</summary>
/// <param name="Tickets">The most urgent first; those that the caller may see.</param>
public sealed record WaitingTickets(IReadOnlyList<QueuedTicket> Tickets)
{
    private const int Most = 200;

    internal static async Task<Ok<WaitingTickets>> Get(
        Actor actor,
        IQuerySession query,
        TicketRows rows,
        IOptions<RoutingOptions> routing,
        IOptions<TicketOptions> tickets,
        TimeProvider clock,
        CancellationToken cancellationToken,
        [Range(1, Most)] int limit = 50
    )
    {
        var now = clock.GetUtcNow();
        var waiting = await RoutingRows.WhoWaits(query, routing.Value, tickets.Value.Desk, 0, Most, now, cancellationToken);
        var visible = await rows.Visible([.. waiting.Select(t => t.Number)], VisibleRows.Of(actor, now), cancellationToken);
        var plan = RoutingPlan.Make(waiting, await RoutingRows.WhoIsThere(query, cancellationToken), routing.Value, now);
        return TypedResults.Ok(
            new WaitingTickets([
                .. plan.Where(p => visible.Contains(p.Ticket.Number))
                    .Take(limit)
                    .Select(p => new QueuedTicket(p.Ticket.Number, p.Ticket.Owner, p.Ticket.OpenedAt, p.Ticket.DueAt, p.Agent, p.Because)),
            ])
        );
    }
}
