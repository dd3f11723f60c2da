using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Tickets;

internal static class TicketsModule
{
    public const string NumberSequence = "ticket_number";

    public static StoreOptions AddTickets(this StoreOptions options)
    {
        TicketEvents.Map(options);
        options.AddNumberSequence(NumberSequence);
        options.Projections.Add(new TicketViewProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<ContactKey>();
        options.Schema.For<Customers.Customer>();
        options.Schema.For<Customers.Unit>();
        return options;
    }

    public static void AddTickets(this IHostApplicationBuilder builder) =>
        builder.Services.AddOptions<TicketOptions>().BindConfiguration("Tickets").ValidateDataAnnotations().ValidateOnStart();

    public static void MapTickets(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/api/tickets").WithTags("Tickets");
        tickets.MapPost("/", OpenTicket.Handle).WithName("OpenTicket").WithSummary("Opens a ticket with a contact, or joins the contact's ticket.");
        tickets.MapGet("/{number}", TicketView.Get).WithName("GetTicket").WithSummary("One ticket.");
        tickets.MapPost("/{number}/resolve", ResolveTicket.Handle).WithName("ResolveTicket").WithSummary("Resolves the present episode.");
    }
}
