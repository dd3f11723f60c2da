using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Channels.Replies;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>
/// I8: a note for colleagues, or a public reply to the customer; the two are never mixed up. The first public reply answers the clock of
/// the first response (I10).
/// </summary>
/// <param name="Text">The words. In a note for colleagues <c>@A018</c> tells that person, who must be able to see the ticket (I21).</param>
/// <param name="Public">True when the customer reads it: it is carried to them (I20).</param>
/// <param name="Attachments">Ids of public files of the ticket that go along with a reply, at most 10; null for none.</param>
public sealed record AddNote(
    [property: Required, StringLength(4000, MinimumLength = 1)] string Text,
    bool Public = false,
    [property: MaxLength(10)] IReadOnlyList<string>? Attachments = null
)
{
    internal static Decision Decide(
        Ticket ticket,
        AddNote command,
        Actor actor,
        DateTimeOffset now,
        ReplyChannel? delivery = null,
        IReadOnlyList<string>? mentions = null
    )
    {
        if (actor.Is(Role.Customer) && !command.Public)
            return Rejection.Forbidden("internal-note", "Internal notes are for staff.");
        if (ticket.Status == TicketStatus.Closed && command.Public)
            return Rejection.Conflict("ticket-ended", "The ticket is closed; reopen it to go on.");
        if (command.Attachments is { Count: > 0 } && !command.Public)
            return Rejection.Invalid("files-of-reply", "Files go along with a public reply; a note is read beside them.");
        return Decision.Accept([
            new NoteAdded(command.Text, command.Public, actor.ToString(), now, delivery, command.Attachments, mentions),
            .. command.Public && actor.ToString().IsTheCustomer() ? ticket.HearsTheCustomer(now) : [],
        ]);
    }

    /// <summary>On a merged ticket colleagues go on writing notes; what its customer says arrives at the ticket that goes on.</summary>
    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        AddNote command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        ReplyWays ways,
        NpgsqlDataSource dataSource,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (await ReplyThread.FilesUnknown(dataSource, number, command.Attachments, cancellationToken) is { } unknown)
            return unknown.ToProblem();

        var mentioned = command.Public
            ? new Mentioned(People: null)
            : await Mentioned.Read(query, number, command.Text, clock.GetUtcNow(), cancellationToken);
        if (mentioned.Refusal is { } refusal)
            return refusal.ToProblem();

        // What customers say needs no carrying: they say it to us.
        ReplyChannel? delivery = command.Public && actor.IsStaff() ? await ways.Of(query, number, cancellationToken) : null;
        Decision OfTicket(Ticket ticket) => Decide(ticket, command, actor, clock.GetUtcNow(), delivery, mentioned.People);
        return !command.Public
            ? await commands.Execute<Ticket, TicketView>(number, OfTicket, cancellationToken)
            : await commands.OnTicket(
                actor.Is(Role.Customer) ? await MergedTickets.Final(query, number, cancellationToken) : number,
                OfTicket,
                cancellationToken
            );
    }
}
