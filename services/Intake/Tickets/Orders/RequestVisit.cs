using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Orders;

/// <summary>D5: the ticket wants a visit. Dispatch makes exactly one work order of it, under the number that is given here.</summary>
/// <param name="WindowFrom">Start of the window that suits the customer, or null for as soon as possible.</param>
/// <param name="WindowTo">End of that window.</param>
public sealed record RequestVisit(DateTimeOffset? WindowFrom = null, DateTimeOffset? WindowTo = null)
{
    internal static Decision Decide(Ticket ticket, RequestVisit command, DateTimeOffset now)
    {
        if (command.WindowFrom is null != command.WindowTo is null || command.WindowFrom >= command.WindowTo)
            return Rejection.Invalid("window", "A window has a start and a later end.");
        if (command.WindowTo <= now)
            return Rejection.Invalid("window", "The window lies in the past.");
        if (!ticket.IsOpen)
            return Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.");
        if (ticket.OpenWorkOrder is { } open)
            return Rejection.Conflict("work-order-open", $"{open} is under way; add a visit to it.");
        return Decision.Accept([
            new VisitRequested(
                $"{ticket.Id}-W{ticket.VisitRequests + 1}",
                ticket.CustomerNumber,
                ticket.CustomerClass,
                ticket.RegionCode,
                ticket.UnitImei,
                ticket.Model,
                ticket.FaultCode,
                ticket.Priority,
                command.WindowFrom,
                command.WindowTo,
                now
            ),
            .. ticket.StartsWork(now),
        ]);
    }

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        RequestVisit command,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnTicket(number, ticket => Decide(ticket, command, clock.GetUtcNow()), cancellationToken);
}
