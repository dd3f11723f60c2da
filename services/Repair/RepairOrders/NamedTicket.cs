using CustomerService.Contracts.Intake.Grpc;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// A1: the ticket that a counter order names is one that the person at the counter sees, of the same unit and still open: otherwise an
/// order would be a way to a ticket of another site.
/// </summary>
internal static class NamedTicket
{
    public static async Task<(FoundTicket? Found, ProblemHttpResult? Refusal)> Find(
        OpenRepairOrder command,
        TicketDirectory.TicketDirectoryClient directory,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if (command.TicketNumber is null)
        {
            return (null, null);
        }

        var request = new FindTicketRequest { TicketNumber = command.TicketNumber };
        var answer = await directory.FindTicketAsync(request, cancellationToken: cancellationToken).Answer();
        if (answer.IsSilent)
        {
            return (null, response.Silent("The ticket"));
        }

        return (answer.Value, Refuse(command, answer.Value)?.ToProblem());
    }

    internal static Rejection? Refuse(OpenRepairOrder command, FoundTicket? found)
    {
        if (found is null)
        {
            return Rejection.Invalid("ticket-unknown", $"No ticket {command.TicketNumber} is known to you.");
        }

        if (!found.IsOpen)
        {
            return Rejection.Conflict("ticket-ended", $"Ticket {command.TicketNumber} is over.");
        }

        return found.UnitImei.Length > 0 && found.UnitImei != command.Imei
            ? Rejection.Invalid("unit-not-of-ticket", $"Ticket {command.TicketNumber} is about another unit.")
            : null;
    }
}
