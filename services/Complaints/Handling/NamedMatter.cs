using CustomerService.Contracts.Intake.Grpc;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Complaints.Handling;

/// <summary>
/// A1: ticket and customer that a complaint names are ones that the person who registers it sees, and belong together: otherwise a
/// complaint would be a way to others' tickets.
/// </summary>
internal sealed class NamedMatter(
    TicketDirectory.TicketDirectoryClient tickets,
    CustomerDirectory.CustomerDirectoryClient customers,
    IHttpContextAccessor accessor
)
{
    /// <summary>The customer whom it concerns, or why it cannot be registered.</summary>
    public async Task<(string? Customer, ProblemHttpResult? Refusal)> Find(RegisterComplaint command, CancellationToken cancellationToken)
    {
        if (command.Anonymous)
        {
            return (command.CustomerNumber, null);
        }

        if (command.TicketNumber is not null)
        {
            return await OfTicket(command.TicketNumber, command.CustomerNumber, cancellationToken);
        }

        return command.CustomerNumber is null ? (null, null) : await Known(command.CustomerNumber, cancellationToken);
    }

    private async Task<(string? Customer, ProblemHttpResult? Refusal)> OfTicket(
        string ticket,
        string? customer,
        CancellationToken cancellationToken
    )
    {
        var answer = await tickets
            .FindTicketAsync(new FindTicketRequest { TicketNumber = ticket }, cancellationToken: cancellationToken)
            .Answer();
        if (answer.IsSilent)
        {
            return (null, accessor.HttpContext!.Response.Silent("The ticket"));
        }

        if (answer.Value is null)
        {
            return (null, Rejection.Invalid("ticket-unknown", $"No ticket {ticket} is known to you.").ToProblem());
        }

        return customer is null || customer == answer.Value.CustomerNumber
            ? (answer.Value.CustomerNumber, null)
            : (null, Rejection.Invalid("customer-not-of-ticket", $"Ticket {ticket} is not one of {customer}.").ToProblem());
    }

    private async Task<(string? Customer, ProblemHttpResult? Refusal)> Known(string customer, CancellationToken cancellationToken)
    {
        var answer = await customers
            .FindCustomerAsync(new FindCustomerRequest { CustomerNumber = customer }, cancellationToken: cancellationToken)
            .Answer();
        if (answer.IsSilent)
        {
            return (null, accessor.HttpContext!.Response.Silent("The customer"));
        }

        return answer.Value is not null
            ? (customer, null)
            : (null, Rejection.Invalid("customer-unknown", $"No customer {customer} is known to you.").ToProblem());
    }
}
