using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Desk.MajorFaults;

/// <summary>I13: tickets that belong to it. Like ones that are opened later come by themselves.</summary>
/// <param name="Tickets">Numbers of tickets.</param>
public sealed record LinkTickets([property: Required, MinLength(1), MaxLength(500)] IReadOnlyList<string> Tickets)
{
    internal static Decision Decide(
        MajorFault fault,
        LinkTickets command,
        IReadOnlyCollection<string> visible,
        string by,
        DateTimeOffset now
    )
    {
        if (!fault.IsOpen)
            return Rejection.Conflict("major-fault-over", $"It is {fault.Status.ToCode()}.");
        if (Unknown(command.Tickets, visible) is { } unknown)
            return unknown;
        if (command.Tickets.Except(fault.Tickets).ToList() is { Count: > 0 } added)
            return Decision.Accept(new LikeTicketsLinked(added, by, now));
        return Decision.NoChange;
    }

    internal static Rejection? Unknown(IEnumerable<string> tickets, IReadOnlyCollection<string> visible) =>
        tickets.FirstOrDefault(t => !visible.Contains(t)) is { } unknown
            ? Rejection.Invalid("ticket-unknown", $"No ticket {unknown} is known.")
            : null;

    internal static async Task<Results<Ok<MajorFault>, ProblemHttpResult>> Handle(
        string fault,
        LinkTickets command,
        Actor actor,
        Commands commands,
        TicketRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var visible = await rows.Visible(command.Tickets, VisibleRows.Of(actor, clock.GetUtcNow()), cancellationToken);
        return await commands.OnMajorFault(
            fault,
            f => Decide(f, command, visible, actor.ToString(), clock.GetUtcNow()),
            actor,
            rows,
            clock,
            cancellationToken
        );
    }
}

/// <summary>I13: a ticket that is like them and is none of them.</summary>
/// <param name="TicketNumber">The ticket's number.</param>
/// <param name="Reason">Why.</param>
public sealed record UnlinkTicket(
    [property: Required, StringLength(40, MinimumLength = 1)] string TicketNumber,
    [property: Required, StringLength(400, MinimumLength = 1)] string Reason
)
{
    internal static Decision Decide(MajorFault fault, UnlinkTicket command, Actor actor, DateTimeOffset now) =>
        !fault.IsOpen ? Rejection.Conflict("major-fault-over", $"It is {fault.Status.ToCode()}.")
        : !fault.Tickets.Contains(command.TicketNumber) ? Decision.NoChange
        : Decision.Accept(new LikeTicketUnlinked(command.TicketNumber, command.Reason, actor.ToString(), now));

    internal static Task<Results<Ok<MajorFault>, ProblemHttpResult>> Handle(
        string fault,
        UnlinkTicket command,
        Actor actor,
        Commands commands,
        TicketRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnMajorFault(fault, f => Decide(f, command, actor, clock.GetUtcNow()), actor, rows, clock, cancellationToken);
}
