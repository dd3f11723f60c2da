using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>
/// I8: the one door of all commands on tickets; it refuses those on a ticket that was merged, with the number to go on with.
/// </summary>
internal static class TicketDoor
{
    /// <summary>Decides on one ticket and answers with it as it is then.</summary>
    public static Task<Results<Ok<TicketView>, ProblemHttpResult>> OnTicket(
        this Commands commands,
        string number,
        Func<Ticket, Decision> decide,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<TicketView>(
            number,
            (session, attempt) => session.OnTicket(number, decide, commands.Expected, attempt > 1, cancellationToken).Rejection(),
            cancellationToken
        );

    /// <summary>The same for whoever commits by themselves.</summary>
    public static Task<Decided<Ticket>> OnTicket(
        this IDocumentSession session,
        string number,
        Func<Ticket, Decision> decide,
        long? expected = null,
        bool exclusively = false,
        CancellationToken cancellationToken = default
    ) =>
        session.Decide<Ticket>(
            number,
            ticket => Guard(session, ticket, decide, cancellationToken),
            expected,
            exclusively,
            cancellationToken
        );

    /// <summary>Asks <paramref name="decide"/>, unless the ticket was merged.</summary>
    public static async Task<Decision> Guard(
        IQuerySession query,
        Ticket ticket,
        Func<Ticket, Decision> decide,
        CancellationToken cancellationToken
    ) => ticket.MergedInto is null ? decide(ticket) : await Merged(query, ticket.Id, cancellationToken);

    /// <summary>Decides on the ticket that <paramref name="number"/> leads to now: for what arrives under an old number.</summary>
    public static async Task<Decided<Ticket>> OnFinalTicket(
        this IDocumentSession session,
        string number,
        Func<Ticket, Decision> decide,
        bool exclusively,
        CancellationToken cancellationToken
    )
    {
        var final = await MergedTickets.Final(session, number, cancellationToken);
        while (true)
        {
            var decided = await session.Decide<Ticket>(
                final,
                ticket => ticket.MergedInto is null ? decide(ticket) : Decision.NoChange,
                exclusively: exclusively,
                cancellationToken: cancellationToken
            );
            if (decided.State?.MergedInto is not { } next)
            {
                return decided;
            }

            // It was merged between the two looks.
            final = next;
        }
    }

    /// <summary>
    /// Holds two tickets, always in the same order: of two acts that would contradict each other the second one sees the first.
    /// </summary>
    public static async Task LockTickets(this IDocumentSession session, string one, string other, CancellationToken cancellationToken)
    {
        await session.BeginTransactionAsync(cancellationToken);
        await session.QueryAsync<string>(
            "select id from mt_streams where id = any(?) order by id for update",
            cancellationToken,
            new object[] { new[] { one, other } }
        );
    }

    /// <summary>The refusal, with the number to go on with.</summary>
    public static async Task<Rejection> Merged(IQuerySession query, string number, CancellationToken cancellationToken) =>
        Rejection.Conflict(
            MergedTickets.Refused,
            $"{number} was merged: go on with {await MergedTickets.Final(query, number, cancellationToken)}, or undo the merge."
        );
}
