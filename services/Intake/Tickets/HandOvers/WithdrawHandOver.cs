using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.HandOvers;

/// <summary>I9: an offer that nobody has answered is taken back, by who may make one: a wrong receiver holds no ticket up.</summary>
internal static class WithdrawHandOver
{
    internal static Decision Decide(Ticket ticket, TicketOptions rules, Actor actor, DateTimeOffset now) =>
        ticket.HandOverTo is not { } to ? Decision.NoChange
        : !OfferHandOver.MayHandOver(ticket, rules, actor)
            ? Rejection.Forbidden("not-the-owner", $"{ticket.Owner} or a supervisor takes it back.")
        : Decision.Accept(new HandOverWithdrawn(ticket.Owner, to, actor.ToString(), now));

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        Commands commands,
        IOptions<TicketOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnTicket(number, ticket => Decide(ticket, rules.Value, actor, clock.GetUtcNow()), cancellationToken);
}
