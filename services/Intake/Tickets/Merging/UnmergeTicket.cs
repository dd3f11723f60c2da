using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Merging;

/// <summary>
/// I8: a merge is undone. The ticket is again what it was, with its owner, status and clocks, which stood still meanwhile; what arrived at
/// the target stays there. A ticket that is not merged stays as it is.
/// </summary>
/// <param name="Reason">Why they are two matters.</param>
public sealed record UnmergeTicket([property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Ticket ticket, UnmergeTicket command, string by, DateTimeOffset now) =>
        ticket is { MergedInto: { } from, MergedAt: { } since }
            // The customer has as many days left for an answer as there were.
            ? Decision.Accept(
                new TicketUnmerged(
                    from,
                    command.Reason,
                    by,
                    ticket.Status == TicketStatus.Resolved ? ticket.ClosesAt + (now - since) : null,
                    now
                )
            )
            : Decision.NoChange;

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        UnmergeTicket command,
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
                var decided = await session.Decide<Ticket>(
                    number,
                    ticket => Decide(ticket, command, actor.ToString(), now),
                    commands.Expected,
                    attempt > 1,
                    cancellationToken
                );
                foreach (var unmerged in decided.Events.OfType<TicketUnmerged>())
                {
                    session.Events.Append(unmerged.From, new TicketReleased(number, actor.ToString(), now));
                }

                return decided.Rejection;
            },
            cancellationToken
        );
}
