using CustomerService.Contracts.Intake.Grpc;
using Grpc.Core;

namespace CustomerService.Complaints.HostTests;

/// <summary>What Intake would answer: every ticket is there and open, but for those that begin with T9, which nobody may see.</summary>
internal sealed class KnownTickets : TicketDirectory.TicketDirectoryClient
{
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
                        CustomerNumber = "C000001",
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
    /// <summary>The one that is not known: numbers of other tests are any letters and digits.</summary>
    public const string Unknown = "C999999";

    public override AsyncUnaryCall<FoundCustomer> FindCustomerAsync(
        FindCustomerRequest request,
        Metadata? headers = null,
        DateTime? deadline = null,
        CancellationToken cancellationToken = default
    ) =>
        new(
            request.CustomerNumber == Unknown
                ? Task.FromException<FoundCustomer>(new RpcException(new Status(StatusCode.NotFound, "customer-not-found")))
                : Task.FromResult(new FoundCustomer { CustomerNumber = request.CustomerNumber }),
            Task.FromResult(new Metadata()),
            () => Status.DefaultSuccess,
            () => [],
            () => { }
        );
}
