using CustomerService.Contracts.Intake.Grpc;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Grpc.Core;
using Marten;

namespace CustomerService.Intake.Grpc;

/// <summary>Shows a customer to another service at the moment it needs them, and records who saw what and why (I4).</summary>
internal sealed class CustomerDirectoryService(IDocumentStore store, TimeProvider clock) : CustomerDirectory.CustomerDirectoryBase
{
    public override async Task<CustomerContact> GetCustomer(GetCustomerRequest request, ServerCallContext context)
    {
        if (request.RequestedBy.Split(':', 2) is not [{ Length: > 0 } role, { Length: > 0 } id] || request.Purpose.Length == 0)
        {
            throw Rejection.Invalid("requester-missing", "Say who asks, as role:id, and for what purpose.").ToRpcException();
        }

        await using var session = store.LightweightSession();
        // Whoever will see it may have borrowed the file; the system that asks for them has a clearance.
        var caller = await Actor.BindAsync(context.GetHttpContext());
        var viewer = new Actor(role, id)
        {
            Clearance = caller.Clearance,
            From = ClientAddress.Of(context.GetHttpContext(), new Actor(role, id)),
        };
        var number =
            request.CustomerNumber.Length > 0
                ? request.CustomerNumber
                : (await session.LoadAsync<TicketView>(request.TicketNumber, context.CancellationToken))?.CustomerNumber
                    ?? throw Rejection.NotFound("ticket", request.TicketNumber).ToRpcException();
        var customer = await session
            .Query<Customer>()
            .Where(c => c.Id == number && c.ErasedAt == null)
            .VisibleTo(viewer, clock.GetUtcNow())
            .FirstOrDefaultAsync(context.CancellationToken)
            ?? throw Rejection.NotFound("customer", number).ToRpcException();
        session.Stamp(viewer, null, null);
        // One after the other: of several who look at the same moment none may be turned away by a lost race.
        await session.Events.AppendExclusive(
            customer.Id,
            context.CancellationToken,
            new CustomerSeen(request.RequestedBy, request.Purpose, clock.GetUtcNow())
        );
        await session.SaveChangesAsync(context.CancellationToken);
        return new CustomerContact
        {
            CustomerNumber = customer.Id,
            Name = customer.Name,
            Phone = customer.Phone,
            Address = customer.Address,
            City = customer.City,
            Language = customer.Language,
            Email = customer.Email ?? "",
        };
    }
}
