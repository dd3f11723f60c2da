using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Channels.Replies;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>
/// I7, I8: a further contact on a known ticket, in or out. The same <see cref="Key"/> again changes nothing; a key of another ticket is
/// refused.
/// </summary>
/// <param name="Channel">How it happened.</param>
/// <param name="Direction">From or to the customer.</param>
/// <param name="Key">What makes the contact unique in its channel: call id, message id, form key.</param>
/// <param name="Text">What was said.</param>
public sealed record AddContact(
    Channel Channel,
    Direction Direction,
    [property: Required, StringLength(200, MinimumLength = 1)] string Key,
    [property: Required, StringLength(4000, MinimumLength = 1)] string Text
)
{
    internal static Decision Decide(
        Ticket ticket,
        AddContact command,
        ContactKey? known,
        Actor actor,
        DateTimeOffset now,
        ReplyChannel? delivery = null
    )
    {
        if (actor.Is(Role.Customer) && command.Direction == Direction.Out)
            return Rejection.Forbidden("outgoing-contact", "Only staff reach out to customers.");
        if (known is null)
            return Decision.Accept([
                new ContactRecorded(command.Channel, command.Direction, command.Key, command.Text, actor.ToString(), now, delivery),
                .. command.Direction == Direction.In ? ticket.HearsTheCustomer(now) : [],
            ]);
        if (known.TicketNumber == ticket.Id)
            return Decision.NoChange;
        return Rejection.Conflict("contact-of-another-ticket", "That contact belongs to another ticket.");
    }

    /// <summary>On a merged ticket it is a contact of the one that goes on.</summary>
    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        AddContact command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        ReplyWays ways,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        // An e-mail to the customer that somebody enters here is sent from here.
        var isMail = command is { Channel: Channel.Email, Direction: Direction.Out } && actor.IsStaff() && ways.CarriesMail;
        ReplyChannel? delivery = isMail ? await ways.Of(query, number, cancellationToken) : null;
        var decided = await commands.Commit<Ticket>(
            async (session, attempt) =>
            {
                var now = clock.GetUtcNow();
                var id = ContactKey.IdOf(command.Channel, command.Key, actor);
                var stored = await session.LoadAsync<ContactKey>(id, cancellationToken);
                var known = stored is null
                    ? null
                    : stored with
                    {
                        TicketNumber = await MergedTickets.Final(session, stored.TicketNumber, cancellationToken),
                    };
                var decided = await session.OnFinalTicket(
                    number,
                    ticket => Decide(ticket, command, known, actor, now, delivery),
                    exclusively: attempt > 1,
                    cancellationToken
                );
                if (decided is not { Rejection: null, State.Id: var final })
                {
                    return decided;
                }

                if (stored is null)
                {
                    session.Insert(new ContactKey(id, final));
                }

                // I4: who may not see the ticket that goes on neither reads nor writes there.
                return
                    final != number
                    && !await session.Query<TicketView>().Where(t => t.Id == final).VisibleTo(actor, now).AnyAsync(cancellationToken)
                    ? await TicketDoor.Merged(session, number, cancellationToken)
                    : decided;
            },
            cancellationToken
        );
        return decided.Rejection is { } rejection
            ? rejection.ToProblem()
            : await commands.Answer<TicketView>(decided.State!.Id, cancellationToken);
    }
}
