using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>
/// I8: moves an open ticket between its working states, or rejects it as no matter for us. Waiting says for whom. Solving, closing and
/// cancelling have commands of their own.
/// </summary>
/// <param name="Status">acknowledged, pending, held, inProgress or rejected.</param>
/// <param name="WaitingFor">Who has to act; needed for pending and held, forbidden otherwise.</param>
/// <param name="SubStatus">A configured sub-status of that category, or null.</param>
/// <param name="Words">What the customer is told when their matter is rejected, or null.</param>
public sealed record ChangeStatus(
    TicketStatus Status,
    WaitingFor? WaitingFor = null,
    [property: StringLength(40)] string? SubStatus = null,
    [property: StringLength(4000, MinimumLength = 1)] string? Words = null
)
{
    internal static Decision Decide(Ticket ticket, ChangeStatus command, TicketOptions rules, DateTimeOffset now)
    {
        var waits = command.Status is TicketStatus.Pending or TicketStatus.Held;
        if (command.Status is TicketStatus.Resolved or TicketStatus.Closed or TicketStatus.Cancelled)
            return Rejection.Invalid("status-by-command", $"Use the command that makes a ticket {command.Status.ToCode()}.");
        if (waits != command.WaitingFor is not null)
            return Rejection.Invalid("waiting-for", "Pending and held say who is waited for; other states do not.");
        if (command.Words is not null && command.Status != TicketStatus.Rejected)
            return Rejection.Invalid("words-of-rejection", "Only a rejection is told with words; otherwise write a reply.");
        if (command.SubStatus is { } sub && rules.SubStatuses.GetValueOrDefault(sub)?.Status != command.Status)
            return Rejection.Invalid(
                "sub-status-unknown",
                $"Sub-statuses of {command.Status.ToCode()}: {string.Join(", ", rules.SubStatusesOf(command.Status))}."
            );
        if ((ticket.Status, ticket.WaitingFor, ticket.SubStatus) == (command.Status, command.WaitingFor, command.SubStatus))
            return Decision.NoChange;
        if (!ticket.IsOpen)
            return Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.");
        return Decision.Accept(
            new StatusChanged(ticket.Episode, command.Status, command.SubStatus, command.WaitingFor, now, command.Words)
        );
    }

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        ChangeStatus command,
        Commands commands,
        IOptions<TicketOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnTicket(number, ticket => Decide(ticket, command, rules.Value, clock.GetUtcNow()), cancellationToken);
}
