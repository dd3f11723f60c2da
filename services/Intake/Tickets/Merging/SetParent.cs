using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Merging;

/// <summary>
/// I8: a ticket becomes a part of a larger one of the same customer. It keeps its clocks and its own closing; the parent cannot be resolved
/// before it. One level: so there are no circles either.
/// </summary>
/// <param name="Parent">Number of the parent.</param>
public sealed record SetParent([property: Required, StringLength(40, MinimumLength = 1)] string Parent)
{
    internal static Decision Decide(Ticket ticket, Ticket parent, string by, DateTimeOffset now)
    {
        if (ticket.Id == parent.Id)
            return Rejection.Conflict("parent-of-itself", "A ticket is not a part of itself.");
        if (ticket.Parent == parent.Id)
            return Decision.NoChange;
        if (ticket.Parent is { } other)
            return Rejection.Conflict("parent-set", $"It is a part of {other}; take it away from there first.");
        if (ticket.CustomerNumber != parent.CustomerNumber)
            return Rejection.Conflict("other-customer", "The two tickets are of different customers.");
        if (parent.MergedInto is { } target)
            return Rejection.Conflict(MergedTickets.Refused, $"{parent.Id} was merged into {target}.");
        if (ticket.Children.Count > 0)
            return Rejection.Conflict("one-level", $"{ticket.Id} has parts itself.");
        if (parent.Parent is { } above)
            return Rejection.Conflict("one-level", $"{parent.Id} is a part of {above} itself.");
        if (!parent.IsOpen)
            return Rejection.Conflict("ticket-ended", $"{parent.Id} is {parent.Status}.");
        return Decision.Accept(new ParentSet(parent.Id, by, now));
    }

    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        SetParent command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (
            !await query
                .Query<TicketView>()
                .Where(t => t.Id == command.Parent)
                .VisibleTo(actor, clock.GetUtcNow())
                .AnyAsync(cancellationToken)
        )
        {
            return Rejection.Invalid("ticket-unknown", $"No ticket {command.Parent} is known.").ToProblem();
        }

        return await commands.Transact<TicketView>(
            number,
            async (session, _) =>
            {
                await session.LockTickets(number, command.Parent, cancellationToken);
                var now = clock.GetUtcNow();
                var parent = await session.Events.AggregateStreamAsync<Ticket>(command.Parent, token: cancellationToken);
                var decided = await session.OnTicket(
                    number,
                    ticket => Decide(ticket, parent!, actor.ToString(), now),
                    commands.Expected,
                    cancellationToken: cancellationToken
                );
                if (decided.Changed)
                {
                    session.Events.Append(command.Parent, new ChildAdded(number, actor.ToString(), now));
                }

                return decided.Rejection;
            },
            cancellationToken
        );
    }
}

/// <summary>I8: the ticket stands by itself again.</summary>
internal static class RemoveParent
{
    internal static Decision Decide(Ticket ticket, string by, DateTimeOffset now) =>
        ticket.Parent is { } parent ? Decision.Accept(new ParentRemoved(parent, by, now)) : Decision.NoChange;

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<TicketView>(
            number,
            async (session, attempt) =>
            {
                var now = clock.GetUtcNow();
                var decided = await session.OnTicket(
                    number,
                    ticket => Decide(ticket, actor.ToString(), now),
                    commands.Expected,
                    attempt > 1,
                    cancellationToken
                );
                foreach (var removed in decided.Events.OfType<ParentRemoved>())
                {
                    session.Events.Append(removed.Parent, new ChildRemoved(number, actor.ToString(), now));
                }

                return decided.Rejection;
            },
            cancellationToken
        );
}
