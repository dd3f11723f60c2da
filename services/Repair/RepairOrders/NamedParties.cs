using CustomerService.Contracts.Intake.Grpc;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// A1: the ticket and the customer that an order names are ones that the person who opens it sees; the ticket is of the same unit and
/// customer, and still open. Otherwise an order would be a way to others' tickets.
/// </summary>
internal sealed class NamedParties(
    TicketDirectory.TicketDirectoryClient tickets,
    CustomerDirectory.CustomerDirectoryClient customers,
    IHttpContextAccessor accessor
)
{
    /// <summary>Whose unit it is, null when nobody was named, or why the order cannot be opened.</summary>
    public async Task<(string? Customer, ProblemHttpResult? Refusal)> Find(
        string? ticket,
        string? customer,
        string imei,
        CancellationToken cancellationToken
    ) =>
        ticket is not null ? await OfTicket(ticket, customer, imei, cancellationToken)
        : customer is not null ? await Known(customer, cancellationToken)
        : (null, null);

    internal static Rejection? Refuse(string ticket, string? customer, string imei, FoundTicket? found)
    {
        if (found is null)
        {
            return Rejection.Invalid("ticket-unknown", $"No ticket {ticket} is known to you.");
        }

        if (!found.IsOpen)
        {
            return Rejection.Conflict("ticket-ended", $"Ticket {ticket} is over.");
        }

        if (customer is not null && customer != found.CustomerNumber)
        {
            return Rejection.Invalid("customer-not-of-ticket", $"Ticket {ticket} is not one of {customer}.");
        }

        return found.UnitImei.Length > 0 && found.UnitImei != imei
            ? Rejection.Invalid("unit-not-of-ticket", $"Ticket {ticket} is about another unit.")
            : null;
    }

    private async Task<(string? Customer, ProblemHttpResult? Refusal)> OfTicket(
        string ticket,
        string? customer,
        string imei,
        CancellationToken cancellationToken
    )
    {
        var request = new FindTicketRequest { TicketNumber = ticket };
        var answer = await tickets.FindTicketAsync(request, cancellationToken: cancellationToken).Answer();
        if (answer.IsSilent)
        {
            return (null, accessor.HttpContext!.Response.Silent("The ticket"));
        }

        return (answer.Value?.CustomerNumber, Refuse(ticket, customer, imei, answer.Value)?.ToProblem());
    }

    private async Task<(string? Customer, ProblemHttpResult? Refusal)> Known(string customer, CancellationToken cancellationToken)
    {
        var request = new FindCustomerRequest { CustomerNumber = customer };
        var answer = await customers.FindCustomerAsync(request, cancellationToken: cancellationToken).Answer();
        if (answer.IsSilent)
        {
            return (null, accessor.HttpContext!.Response.Silent("The customer"));
        }

        return answer.Value is not null
            ? (customer, null)
            : (null, Rejection.Invalid("customer-unknown", $"No customer {customer} is known to you.").ToProblem());
    }
}
