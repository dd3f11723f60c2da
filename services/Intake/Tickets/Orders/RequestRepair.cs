using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Orders;

/// <summary>R3: the unit goes to the workshop. Repair makes exactly one repair order of it, under the number that is given here.</summary>
/// <param name="SiteCode">Site that shall do it, or null when the customer has not chosen.</param>
public sealed record RequestRepair([property: StringLength(20)] string? SiteCode = null)
{
    internal static Decision Decide(Ticket ticket, RequestRepair command, DateTimeOffset now)
    {
        if (!ticket.IsOpen)
            return Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.");
        if (ticket.UnitImei is null)
            return Rejection.Conflict("unit-missing", "Name the unit first.");
        if (ticket.FaultCode is null)
            return Rejection.Conflict("fault-missing", "Name the fault first.");
        if (ticket.OpenRepairOrder is { } open)
            return Rejection.Conflict("repair-order-open", $"{open} is under way.");
        return Decision.Accept([
            new RepairRequested(
                $"{ticket.Id}-R{ticket.RepairRequests + 1}",
                ticket.CustomerNumber,
                ticket.UnitImei,
                ticket.FaultCode,
                command.SiteCode,
                now
            ),
            .. ticket.StartsWork(now),
        ]);
    }

    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        RequestRepair command,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        await query.RefuseUnlessWorkshop(command.SiteCode, cancellationToken) is { } place
            ? place.ToProblem()
            : await commands.OnTicket(number, ticket => Decide(ticket, command, clock.GetUtcNow()), cancellationToken);
}
