using CustomerService.Contracts.Intake.Grpc;
using Grpc.Core;

namespace CustomerService.Repair.HostTests;

/// <summary>What Intake would answer: every ticket is there and open, but for those that begin with T9, which nobody may see.</summary>
internal sealed class KnownTickets : TicketDirectory.TicketDirectoryClient
{
    /// <summary>Each ticket has a customer of its own.</summary>
    public static string CustomerOf(string ticketNumber) => $"C{ticketNumber}";

    public override AsyncUnaryCall<FoundTicket> FindTicketAsync(
        FindTicketRequest request,
        Metadata? headers = null,
        DateTime? deadline = null,
        CancellationToken cancellationToken = default
    ) =>
        new(
            request.TicketNumber.StartsWith("T9", StringComparison.Ordinal)
                ? Task.FromException<FoundTicket>(new RpcException(new Status(StatusCode.NotFound, "ticket-not-found")))
                : Task.FromResult(
                    new FoundTicket
                    {
                        TicketNumber = request.TicketNumber,
                        CustomerNumber = CustomerOf(request.TicketNumber),
                        IsOpen = true,
                    }
                ),
            Task.FromResult(new Metadata()),
            () => Status.DefaultSuccess,
            () => [],
            () => { }
        );
}

/// <summary>The same for customers: C9… is unknown.</summary>
internal sealed class KnownCustomers : CustomerDirectory.CustomerDirectoryClient
{
    public override AsyncUnaryCall<FoundCustomer> FindCustomerAsync(
        FindCustomerRequest request,
        Metadata? headers = null,
        DateTime? deadline = null,
        CancellationToken cancellationToken = default
    ) =>
        new(
            request.CustomerNumber.StartsWith("C9", StringComparison.Ordinal)
                ? Task.FromException<FoundCustomer>(new RpcException(new Status(StatusCode.NotFound, "customer-not-found")))
                : Task.FromResult(new FoundCustomer { CustomerNumber = request.CustomerNumber }),
            Task.FromResult(new Metadata()),
            () => Status.DefaultSuccess,
            () => [],
            () => { }
        );
}
