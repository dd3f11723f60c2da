using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Channels.Guests;

/// <summary>I16: a guest's public reply.</summary>
/// <param name="Text">The words.</param>
public sealed record GuestReply([property: Required, StringLength(4000, MinimumLength = 1)] string Text)
{
    internal static Task<Results<Ok<FollowedTicket>, ProblemHttpResult>> Handle(
        HttpContext http,
        GuestReply command,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.OnFollowed(
            Guest.Of(http),
            query,
            t => AddNote.Decide(t, new AddNote(command.Text, Public: true), Guest.Of(http).Actor, clock.GetUtcNow()),
            cancellationToken
        );
}

/// <summary>I16: the rest of what a guest may do on the ticket they follow; the rules are the ticket's own.</summary>
internal static class GuestCommands
{
    internal static Task<Results<Ok<FollowedTicket>, ProblemHttpResult>> Accept(
        HttpContext http,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.OnFollowed(
            Guest.Of(http),
            query,
            t => AcceptSolution.Decide(t, $"customer:{t.CustomerNumber}", null, clock.GetUtcNow()),
            cancellationToken
        );

    internal static Task<Results<Ok<FollowedTicket>, ProblemHttpResult>> Reject(
        HttpContext http,
        RejectSolution command,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.OnFollowed(
            Guest.Of(http),
            query,
            t => RejectSolution.Decide(t, command, Guest.Of(http).Actor, clock.GetUtcNow()),
            cancellationToken
        );

    internal static Task<Results<Ok<FollowedTicket>, ProblemHttpResult>> Reopen(
        HttpContext http,
        ReopenTicket command,
        Commands commands,
        IQuerySession query,
        IOptions<TicketOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.OnFollowed(
            Guest.Of(http),
            query,
            t => ReopenTicket.Decide(t, command, rules.Value, Guest.Of(http).Actor, clock.GetUtcNow()),
            cancellationToken
        );

    public static async Task<Results<Ok<FollowedTicket>, ProblemHttpResult>> OnFollowed(
        this Commands commands,
        Guest guest,
        IQuerySession query,
        Func<Ticket, Decision> decide,
        CancellationToken cancellationToken
    )
    {
        var rejection = await commands.Commit(
            (session, attempt) =>
                session.OnTicket(guest.TicketNumber, decide, exclusively: attempt > 1, cancellationToken: cancellationToken).Rejection(),
            cancellationToken
        );
        return rejection is not null ? rejection.ToProblem() : await FollowedTicket.Get(guest, query, cancellationToken);
    }
}
