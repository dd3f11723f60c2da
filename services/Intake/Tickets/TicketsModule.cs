using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Tickets;

internal static class TicketsModule
{
    private static readonly Role[] Readers =
    [
        Role.Customer, Role.Agent, Role.Supervisor, Role.Dispatcher, Role.Engineer, Role.Storekeeper, Role.ComplaintHandler,
        Role.Quality, Role.Auditor, Role.Integration,
    ];
    private static readonly Role[] Staff = [.. Readers.Except([Role.Customer, Role.Integration])];
    private static readonly Role[] Exporters = [Role.Supervisor, Role.Dispatcher, Role.Quality, Role.Auditor];
    private static readonly Role[] Owners = [Role.Agent, Role.Supervisor];
    private static readonly Role[] Parties = [Role.Customer, Role.Agent, Role.Supervisor, Role.Integration];

    public const string NumberSequence = "ticket_number";

    public static StoreOptions AddTickets(this StoreOptions options)
    {
        TicketEvents.Map(options);
        options.AddNumberSequence(NumberSequence);
        options.Projections.Add(new TicketViewProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new TicketDeadlines(), ProjectionLifecycle.Inline);
        options.Schema.For<ContactKey>();
        options.Schema.For<SavedView>().Index(v => v.Owner).Index(v => v.SharedWith!);
        // Tickets are opened in the order of time, so a BRIN index is as good as none in size and still finds a day.
        options.Schema.For<TicketView>().Index(t => t.Status).Index(t => t.Owner).Index(t => t.CustomerNumber).Index(t => t.UnitImei!).Index(t => t.SiteCode!)
            .Duplicate(t => t.OpenedAt, "timestamp with time zone", configure: index => index.Method = IndexMethod.brin)
            .Duplicate(t => t.ChangedAt, "timestamp with time zone", configure: index => index.Method = IndexMethod.brin);
        return options;
    }

    public static void AddTickets(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TicketOptions>().BindConfiguration("Tickets").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<TicketRows>();
        builder.Services.AddDeadline(CloseSilentTicket.Purpose, CloseSilentTicket.Fire);
    }

    public static void MapTickets(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/api/tickets").WithTags("Tickets");
        tickets.MapPost("/", OpenTicket.Handle).Permit(Role.Customer, Role.Agent, Role.Supervisor, Role.Integration).WithName("OpenTicket").WithSummary("Opens a ticket with a contact, or joins the contact's ticket.");
        tickets.MapGet("/", TicketList.Get).Permit(Readers).WithName("ListTickets").WithSummary("Tickets, newest first.");
        tickets.MapGet("/counters", TicketCounters.Get).Permit(Readers).WithName("CountTickets").WithSummary("How many tickets are open, by status, owner, type, site and so on.");
        tickets.MapGet("/export", ExportTickets.Handle).Permit(Exporters).WithName("ExportTickets").WithSummary("The list as a CSV or XLSX table.");
        tickets.MapPost("/bulk", BulkTickets.Handle).Permit(Owners).WithName("ChangeTickets").WithSummary("Does the same with up to 500 tickets, each on its own.");
        tickets.MapGet("/views", SavedView.List).Permit(Staff).WithName("ListTicketViews").WithSummary("Saved filters: one's own, and those shared with one's role.");
        tickets.MapPut("/views/{name}", SaveView.Handle).Permit(Staff).WithName("SaveTicketView").WithSummary("Saves a filter under a name.");
        tickets.MapDelete("/views/{name}", SavedView.Delete).Permit(Staff).WithName("DeleteTicketView").WithSummary("Takes a saved filter away.");
        tickets.MapGet("/sub-statuses", TicketList.SubStatuses).Permit(Readers).WithName("ListSubStatuses").WithSummary("The configured sub-statuses.");
        tickets.MapGet("/{number}", TicketView.Get).Permit(Readers).WithName("GetTicket").WithSummary("One ticket.");
        tickets.MapPost("/{number}/contacts", AddContact.Handle).Permit(Role.Customer, Role.Agent, Role.Supervisor, Role.Engineer, Role.ComplaintHandler, Role.Integration).WithName("AddContact").WithSummary("Records a further contact.");
        tickets.MapPost("/{number}/notes", AddNote.Handle).Permit(Role.Customer, Role.Agent, Role.Supervisor, Role.Dispatcher, Role.Engineer, Role.ComplaintHandler, Role.Integration).WithName("AddNote").WithSummary("Adds an internal note or a public reply.");
        tickets.MapPost("/{number}/hand-over", OfferHandOver.Handle).Permit(Owners).WithName("OfferHandOver").WithSummary("Asks another agent to take the ticket over.");
        tickets.MapPost("/{number}/hand-over/accept", AcceptHandOver.Handle).Permit(Owners).WithName("AcceptHandOver").WithSummary("The receiver accepts.");
        tickets.MapPost("/{number}/hand-over/decline", DeclineHandOver.Handle).Permit(Owners).WithName("DeclineHandOver").WithSummary("The receiver declines.");
        tickets.MapPut("/{number}/classification", ReclassifyTicket.Handle).Permit(Owners).WithName("ReclassifyTicket").WithSummary("Corrects type, priority or fault.");
        tickets.MapPost("/{number}/status", ChangeStatus.Handle).Permit(Role.Agent, Role.Supervisor, Role.Integration).WithName("ChangeStatus").WithSummary("Moves an open ticket between its working states.");
        tickets.MapPost("/{number}/visits", RequestVisit.Handle).Permit(Role.Agent, Role.Supervisor, Role.Dispatcher).WithName("RequestVisit").WithSummary("Asks Dispatch for a visit.");
        tickets.MapPost("/{number}/repairs", RequestRepair.Handle).Permit(Role.Agent, Role.Supervisor, Role.Engineer).WithName("RequestRepair").WithSummary("Asks Repair for workshop work.");
        tickets.MapPost("/{number}/complaints", VoiceComplaint.Handle).Permit(Role.Customer, Role.Agent, Role.Supervisor, Role.Engineer, Role.ComplaintHandler).WithName("VoiceComplaint").WithSummary("Passes a complaint on.");
        tickets.MapPost("/{number}/resolve", ResolveTicket.Handle).Permit(Role.Agent, Role.Supervisor, Role.Integration).WithName("ResolveTicket").WithSummary("Resolves the present episode.");
        tickets.MapPost("/{number}/accept", AcceptSolution.Handle).Permit(Parties).WithName("AcceptSolution").WithSummary("The customer accepts the solution.");
        tickets.MapPost("/{number}/reject", RejectSolution.Handle).Permit(Parties).WithName("RejectSolution").WithSummary("The customer rejects the solution.");
        tickets.MapPost("/{number}/reopen", ReopenTicket.Handle).Permit(Parties).WithName("ReopenTicket").WithSummary("Starts the next episode of a closed ticket.");
        tickets.MapPost("/{number}/cases", UseCase.Handle).Permit(Role.Agent, Role.Supervisor, Role.Engineer, Role.ComplaintHandler).WithName("UseCase").WithSummary("Records that a case of the library was used.");
        tickets.MapPut("/{number}/cases/{caseNumber}/vote", RateCase.Handle).Permit(Role.Agent, Role.Supervisor, Role.Engineer, Role.ComplaintHandler).WithName("RateCase").WithSummary("Says whether the case has helped.");
        tickets.MapPost("/{number}/cancel", CancelTicket.Handle).Permit(Parties).WithName("CancelTicket").WithSummary("Gives the matter up.");
    }
}
