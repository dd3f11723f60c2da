using CustomerService.Contracts.Intake.Grpc;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Grpc.Core;
using Marten;

namespace CustomerService.Intake.Grpc;

/// <summary>
/// Shows a customer to another service at the moment it needs them, and records who saw what and why (I4). Who sees it is whose token the
/// call bears: the person that the service works for, or the service itself when it works for nobody, as with a notice.
/// </summary>
internal sealed class CustomerDirectoryService(IDocumentStore store, TimeProvider clock) : CustomerDirectory.CustomerDirectoryBase
{
    public override async Task<CustomerContact> GetCustomer(GetCustomerRequest request, ServerCallContext context)
    {
        if (request.Purpose.Length == 0)
        {
            throw Rejection.Invalid("purpose-missing", "Say for what purpose.").ToRpcException();
        }

        var actor = await Actor.BindAsync(context.GetHttpContext());
        await using var session = store.LightweightSession();
        var number = await CustomerOf(request, actor, session, context.CancellationToken);
        var customer = await Visible(session, number, actor, context.CancellationToken);
        session.Stamp(actor, null, null);
        // One after the other: of several who look at the same moment none may be turned away by a lost race.
        await session.Events.AppendExclusive(
            customer.Id,
            context.CancellationToken,
            new CustomerSeen(actor.ToString(), request.Purpose, clock.GetUtcNow())
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

    public override async Task<FoundCustomer> FindCustomer(FindCustomerRequest request, ServerCallContext context)
    {
        var actor = await Actor.BindAsync(context.GetHttpContext());
        await using var query = store.QuerySession();
        return new FoundCustomer { CustomerNumber = (await Visible(query, request.CustomerNumber, actor, context.CancellationToken)).Id };
    }

    // Whose work is the file sees it by its number; everybody else through a ticket of theirs.
    private async Task<string> CustomerOf(GetCustomerRequest request, Actor actor, IQuerySession query, CancellationToken cancellationToken)
    {
        if (request.CustomerNumber.Length > 0 && (actor.Is(Role.System) || Access.Files.Any(actor.Is)))
        {
            return request.CustomerNumber;
        }

        var ticket = await query
            .Query<TicketView>()
            .Where(t => t.Id == request.TicketNumber)
            .VisibleTo(actor, clock.GetUtcNow())
            .FirstOrDefaultAsync(cancellationToken)
            ?? throw Rejection.NotFound("ticket", request.TicketNumber).ToRpcException();
        return request.CustomerNumber.Length == 0 || request.CustomerNumber == ticket.CustomerNumber
            ? ticket.CustomerNumber
            : throw Rejection.NotFound("customer", request.CustomerNumber).ToRpcException();
    }

    private async Task<Customer> Visible(IQuerySession query, string number, Actor actor, CancellationToken cancellationToken) =>
        await query
            .Query<Customer>()
            .Where(c => c.Id == number && c.ErasedAt == null)
            .VisibleTo(actor, clock.GetUtcNow())
            .FirstOrDefaultAsync(cancellationToken)
        ?? throw Rejection.NotFound("customer", number).ToRpcException();
}
