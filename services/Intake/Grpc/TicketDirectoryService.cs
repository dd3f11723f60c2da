using CustomerService.Contracts.Intake.Grpc;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Grpc.Core;
using Marten;

namespace CustomerService.Intake.Grpc;

/// <summary>
/// A1: whoever stores a ticket's number beside something of their own asks here first whether the person they work for sees that ticket.
/// So nobody reaches a ticket through an order, a complaint or whatever else names it.
/// </summary>
internal sealed class TicketDirectoryService(IQuerySession query, TimeProvider clock) : TicketDirectory.TicketDirectoryBase
{
    public override async Task<FoundTicket> FindTicket(FindTicketRequest request, ServerCallContext context)
    {
        var actor = await Actor.BindAsync(context.GetHttpContext());
        var ticket = await query
            .Query<TicketView>()
            .Where(t => t.Id == request.TicketNumber)
            .VisibleTo(actor, clock.GetUtcNow())
            .FirstOrDefaultAsync(context.CancellationToken)
            ?? throw Rejection.NotFound("ticket", request.TicketNumber).ToRpcException();
        return new FoundTicket
        {
            TicketNumber = ticket.Id,
            CustomerNumber = ticket.CustomerNumber,
            SiteCode = ticket.SiteCode ?? "",
            UnitImei = ticket.UnitImei ?? "",
            IsOpen = ticket.IsOpen,
        };
    }
}
