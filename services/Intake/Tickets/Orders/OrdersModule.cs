using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Tickets.Orders;

/// <summary>I8: what a ticket asks of other services.</summary>
internal static class OrdersModule
{
    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var ticket = routes.OfTicket();
        ticket
            .MapPost("/visits", RequestVisit.Handle)
            .WithName("RequestVisit")
            .WithSummary("Asks Dispatch for a visit.")
            .Permit([.. Access.Desk, Role.Dispatcher]);
        ticket
            .MapPost("/repairs", RequestRepair.Handle)
            .WithName("RequestRepair")
            .WithSummary("Asks Repair for workshop work.")
            .Permit([.. Access.Desk, Role.Engineer]);
        ticket
            .MapPost("/complaints", VoiceComplaint.Handle)
            .WithName("VoiceComplaint")
            .WithSummary("Passes a complaint on.")
            .Permit(Role.Customer, Role.Agent, Role.Supervisor, Role.Engineer, Role.ComplaintHandler);
    }
}
