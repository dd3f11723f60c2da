using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.Merging;

/// <summary>
/// I8: two tickets of one matter become one: a link, which can be undone. The merged ticket stays as it is and rests; what arrives for it
/// goes to its target. The same merge again changes nothing.
/// </summary>
/// <param name="Into">Number of the ticket that goes on.</param>
/// <param name="Reason">Why they are one matter.</param>
public sealed record MergeTicket(
    [property: Required, StringLength(40, MinimumLength = 1)] string Into,
    [property: Required, StringLength(400, MinimumLength = 1)] string Reason
)
{
    /// <summary>
    /// An ended ticket is not merged, since nobody waits for it, and nothing is merged into one, since nobody would see it there. A
    /// resolved one still waits for the customer's word: it may be either. What others still do on a ticket comes to its end under its own
    /// number first.
    /// </summary>
    internal static Decision Decide(Ticket ticket, Ticket target, MergeTicket command, string desk, string by, DateTimeOffset now)
    {
        if (ticket.Id == target.Id)
            return Rejection.Conflict("merge-with-itself", "A ticket cannot be merged into itself.");
        if (ticket.MergedInto == target.Id)
            return Decision.NoChange;
        if (ticket.MergedInto is not null)
            return Rejection.Conflict(MergedTickets.Refused, $"{ticket.Id} was merged into {ticket.MergedInto}; undo that first.");
        if (target.MergedInto is not null)
            return Rejection.Conflict(MergedTickets.Refused, $"{target.Id} was merged into {target.MergedInto}.");
        if (ticket.CustomerNumber != target.CustomerNumber)
            return Rejection.Conflict("other-customer", "The two tickets are of different customers.");
        if ((HasEnded(ticket) ?? HasEnded(target)) is { } ended)
            return ended;
        if (ticket.OpenWorkOrder is { } work)
            return Rejection.Conflict("work-order-open", $"{work} is not finished.");
        if (ticket.OpenRepairOrder is { } repair)
            return Rejection.Conflict("repair-order-open", $"{repair} is not finished.");
        if (ticket.OpenRequest is { } request)
            return Rejection.Conflict("request-open", $"{request} is not answered.");
        if (ticket.Children.Count > 0)
            return Rejection.Conflict("has-children", $"{ticket.Children[0]} is a part of it.");
        // An offer to a person would never be answered. What waits for the desk goes on waiting when the merge is undone.
        if (ticket.HandOverTo is { } receiver && receiver != desk)
            return Rejection.Conflict("hand-over-pending", $"{receiver} has not answered yet.");
        return Decision.Accept(new TicketMerged(target.Id, command.Reason, by, now));
    }

    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        MergeTicket command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        IOptions<TicketOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (
            !await query
                .Query<TicketView>()
                .Where(t => t.Id == command.Into)
                .VisibleTo(actor, clock.GetUtcNow())
                .AnyAsync(cancellationToken)
        )
        {
            return Rejection.Invalid("ticket-unknown", $"No ticket {command.Into} is known.").ToProblem();
        }

        return await commands.Transact<TicketView>(
            number,
            async (session, _) =>
            {
                // Of two merges that would make a circle the second one sees the first.
                await session.LockTickets(number, command.Into, cancellationToken);
                var now = clock.GetUtcNow();
                var target = await session.Events.AggregateStreamAsync<Ticket>(command.Into, token: cancellationToken);
                var decided = await session.Decide<Ticket>(
                    number,
                    ticket => Decide(ticket, target!, command, rules.Value.Desk, actor.ToString(), now),
                    commands.Expected,
                    cancellationToken: cancellationToken
                );
                if (decided.Changed)
                {
                    session.Events.Append(command.Into, new TicketAbsorbed(number, actor.ToString(), now));
                }

                return decided.Rejection is { Code: MergedTickets.Refused } merged
                    ? await Named(session, merged, target!, cancellationToken)
                    : decided.Rejection;
            },
            cancellationToken
        );
    }

    private static async Task<Rejection> Named(
        IQuerySession query,
        Rejection rejection,
        Ticket target,
        CancellationToken cancellationToken
    ) =>
        target.MergedInto is null
            ? rejection
            : rejection with
            {
                Detail = $"{rejection.Detail} Merge into {await MergedTickets.Final(query, target.Id, cancellationToken)}.",
            };

    private static Rejection? HasEnded(Ticket ticket) =>
        ticket.Status is TicketStatus.Closed or TicketStatus.Cancelled or TicketStatus.Rejected
            ? Rejection.Conflict("ticket-ended", $"{ticket.Id} is {ticket.Status}.")
            : null;
}
