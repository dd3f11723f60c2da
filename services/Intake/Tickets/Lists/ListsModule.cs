using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Tickets.Lists;

/// <summary>I15: lists, counters, saved views, tables, and acts on many tickets.</summary>
internal static class ListsModule
{
    public static StoreOptions AddTicketLists(this StoreOptions options)
    {
        OpenTickets.Map(options);
        options.Schema.For<SavedView>().Index(v => v.Owner).Index(v => v.SharedWith!);
        return options;
    }

    public static void AddTicketLists(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TicketRows>();
    }

    public static void MapTicketLists(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/api/tickets").WithTags("Tickets");
        tickets
            .MapGet("/", TicketList.Get)
            .WithName("ListTickets")
            .WithSummary("Tickets, newest first.")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Access.Readers);
        tickets
            .MapGet("/counters", TicketCounters.Get)
            .WithName("CountTickets")
            .WithSummary("How many tickets are open, by status, owner, type, site and so on.")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Access.Readers);
        tickets
            .MapGet("/export", ExportTickets.Handle)
            .WithName("ExportTickets")
            .WithSummary("The list as a CSV or XLSX table.")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Role.Supervisor, Role.Dispatcher, Role.Quality, Role.Auditor);
        tickets
            .MapPost("/bulk", BulkTickets.Handle)
            .WithName("ChangeTickets")
            .WithSummary("Does the same with up to 500 tickets, each on its own.")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Access.Desk);
        tickets
            .MapGet("/views", SavedView.List)
            .WithName("ListTicketViews")
            .WithSummary("Saved filters: one's own, and those shared with one's role.")
            .Permit(Access.StaffAndAuditor);
        tickets
            .MapPut("/views/{name}", SaveView.Handle)
            .WithName("SaveTicketView")
            .WithSummary("Saves a filter under a name.")
            .Permit(Access.StaffAndAuditor);
        tickets
            .MapDelete("/views/{name}", SavedView.Delete)
            .WithName("DeleteTicketView")
            .WithSummary("Takes a saved filter away.")
            .Permit(Access.StaffAndAuditor);
        tickets
            .MapGet("/sub-statuses", TicketList.SubStatuses)
            .WithName("ListSubStatuses")
            .WithSummary("The configured sub-statuses.")
            .Permit(Access.Readers);
        routes
            .OfCustomers()
            .MapPost("/names", NameCustomers.Handle)
            .WithName("NameCustomers")
            .WithSummary("The names behind the numbers of a list; recorded once.")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Access.Staff);
    }
}
