using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Desk.Departments;
using CustomerService.Intake.Desk.MajorFaults;
using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Finding.Cases;
using CustomerService.Intake.Tickets.Attachments;
using CustomerService.Intake.Tickets.Categories;
using CustomerService.Intake.Tickets.HandOvers;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.Intake.Tickets.Merging;
using CustomerService.Intake.Tickets.Orders;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Tickets.Life;

internal static class TicketsModule
{
    public const string NumberSequence = "ticket_number";

    private static readonly Role[] Writers = [.. Access.Parties, Role.Dispatcher, Role.Engineer, Role.ComplaintHandler];

    public static StoreOptions AddTickets(this StoreOptions options)
    {
        TicketEvents.Map(options);
        options.AddNumberSequence(NumberSequence);
        options.Projections.Add(new TicketViewProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new TicketDeadlines(), ProjectionLifecycle.Inline);
        options.Schema.For<ContactKey>();
        options.Schema.For<TicketCategories>();
        options.Storage.ExtendedSchemaObjects.Add(TicketAttachments.CreateTable());
        options.Schema.For<SavedView>().Index(v => v.Owner).Index(v => v.SharedWith!);
        // Tickets are opened in the order of time, so a BRIN index is as good as none in size and still finds a day.
        options
            .Schema.For<TicketView>()
            .Index(t => t.Status)
            .Index(t => t.Owner)
            .Index(t => t.HandOverTo!)
            .Index(t => t.MergedInto!)
            .Index(t => t.Parent!)
            .Index(t => new { t.Model, t.FaultCode })
            .Index(t => t.CustomerNumber)
            .Index(t => t.UnitImei!)
            .Index(t => t.SiteCode!)
            .Duplicate(t => t.OpenedAt, "timestamp with time zone", configure: index => index.Method = IndexMethod.brin)
            .Duplicate(t => t.ChangedAt, "timestamp with time zone", configure: index => index.Method = IndexMethod.brin);
        return options.AddRouting().AddDepartments().AddMajorFaults();
    }

    public static void AddTickets(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TicketOptions>().BindConfiguration("Tickets").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<TicketRows>();
        builder.Services.AddDeadline(CloseSilentTicket.Purpose, CloseSilentTicket.Fire);
        builder.AddRouting();
        builder.AddDepartments();
        builder.AddMajorFaults();
    }

    public static void MapTickets(this IEndpointRouteBuilder routes)
    {
        routes.MapRouting();
        routes.MapCategories();
        var tickets = routes.MapGroup("/api/tickets").WithTags("Tickets");
        tickets
            .MapPost("/", OpenTicket.Handle)
            .WithName("OpenTicket")
            .WithSummary("Opens a ticket with a contact, or joins the contact's ticket.")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Access.Parties);
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
        var ticket = tickets.MapGroup("/{number}").OfVisibleTickets();
        ticket.MapGet("/", TicketView.Get).WithName("GetTicket").WithSummary("One ticket.").Permit(Access.Readers);
        ticket
            .MapPost("/contacts", AddContact.Handle)
            .WithName("AddContact")
            .WithSummary("Records a further contact.")
            .Permit([.. Access.Parties, Role.Engineer, Role.ComplaintHandler]);
        ticket
            .MapPost("/notes", AddNote.Handle)
            .WithName("AddNote")
            .WithSummary("Adds an internal note or a public reply.")
            .Permit(Writers);
        ticket
            .MapPost("/attachments", AddAttachment.Handle)
            .TakesFile()
            .WithName("AddAttachment")
            .WithSummary("Adds the file that is the body of the request.")
            .Permit(Writers);
        ticket
            .MapGet("/attachments", TicketAttachments.List)
            .WithName("ListTicketAttachments")
            .WithSummary("Files of a ticket: added ones and those of its mails.")
            .Permit([.. Writers, Role.Quality]);
        ticket
            .MapGet("/attachments/{attachment}", TicketAttachments.Download)
            .WithName("GetTicketAttachment")
            .WithSummary("A file, as a download.")
            .Permit([.. Writers, Role.Quality]);
        ticket
            .MapPost("/hand-over", OfferHandOver.Handle)
            .WithName("OfferHandOver")
            .WithSummary("Asks another agent to take the ticket over.")
            .Permit(Access.Desk);
        ticket
            .MapPost("/hand-over/accept", AcceptHandOver.Handle)
            .WithName("AcceptHandOver")
            .WithSummary("The receiver accepts.")
            .Permit(Access.Desk);
        ticket
            .MapPost("/hand-over/decline", DeclineHandOver.Handle)
            .WithName("DeclineHandOver")
            .WithSummary("The receiver declines.")
            .Permit(Access.Desk);
        ticket
            .MapPost("/hand-over/withdraw", WithdrawHandOver.Handle)
            .WithName("WithdrawHandOver")
            .WithSummary("Takes an unanswered offer back.")
            .Permit(Access.Desk);
        ticket
            .MapPost("/take", TakeTicket.Handle)
            .WithName("TakeTicket")
            .WithSummary("Takes a ticket that waits for somebody.")
            .Permit(Access.Desk);
        ticket
            .MapPut("/classification", ReclassifyTicket.Handle)
            .RequireVersion()
            .WithName("ReclassifyTicket")
            .WithSummary("Corrects type, priority, impact, category or fault.")
            .Permit(Access.Desk);
        ticket
            .MapPut("/unit", SetUnit.Handle)
            .WithName("SetTicketUnit")
            .WithSummary("Names or corrects the unit that it is about.")
            .Permit([.. Access.Desk, Role.Engineer]);
        ticket
            .MapPost("/status", ChangeStatus.Handle)
            .WithName("ChangeStatus")
            .WithSummary("Moves an open ticket between its working states.")
            .Permit([.. Access.Desk, Role.Integration]);
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
        ticket
            .MapPost("/resolve", ResolveTicket.Handle)
            .WithName("ResolveTicket")
            .WithSummary("Resolves the present episode.")
            .Permit([.. Access.Desk, Role.Integration]);
        ticket
            .MapPost("/accept", AcceptSolution.Handle)
            .WithName("AcceptSolution")
            .WithSummary("The customer accepts the solution.")
            .Permit(Access.Parties);
        ticket
            .MapPost("/reject", RejectSolution.Handle)
            .WithName("RejectSolution")
            .WithSummary("The customer rejects the solution.")
            .Permit(Access.Parties);
        ticket
            .MapPost("/reopen", ReopenTicket.Handle)
            .WithName("ReopenTicket")
            .WithSummary("Starts the next episode of a closed ticket.")
            .Permit(Access.Parties);
        ticket.MapPost("/cancel", CancelTicket.Handle).WithName("CancelTicket").WithSummary("Gives the matter up.").Permit(Access.Parties);
        ticket
            .MapPost("/merge", MergeTicket.Handle)
            .WithName("MergeTicket")
            .WithSummary("Merges it into another ticket of the customer; can be undone.")
            .Permit(Access.Desk);
        ticket.MapPost("/unmerge", UnmergeTicket.Handle).WithName("UnmergeTicket").WithSummary("Undoes a merge.").Permit(Access.Desk);
        ticket
            .MapPut("/parent", SetParent.Handle)
            .WithName("SetParent")
            .WithSummary("Makes it a part of another ticket of the customer.")
            .Permit(Access.Desk);
        ticket
            .MapDelete("/parent", RemoveParent.Handle)
            .WithName("RemoveParent")
            .WithSummary("Lets it stand by itself again.")
            .Permit(Access.Desk);
        ticket
            .MapPost("/cases", UseCase.Handle)
            .WithName("UseCase")
            .WithSummary("Records that a case of the library was used.")
            .Permit([.. Access.Desk, Role.Engineer, Role.ComplaintHandler]);
        ticket
            .MapPut("/cases/{caseNumber}/vote", RateCase.Handle)
            .WithName("RateCase")
            .WithSummary("Says whether the case has helped.")
            .Permit([.. Access.Desk, Role.Engineer, Role.ComplaintHandler]);
        routes.MapDepartments(ticket);
        routes.MapMajorFaults(ticket);
    }

    private static void MapCategories(this IEndpointRouteBuilder routes)
    {
        var categories = routes.MapGroup("/api/ticket-categories").WithTags("Tickets");
        categories
            .MapGet("/", TicketCategories.Get)
            .WithName("GetTicketCategories")
            .WithSummary("The category tree, in both languages.")
            .Permit(Access.Readers);
        categories
            .MapPut("/", ReplaceTicketCategories.Handle)
            .RequireVersion()
            .WithName("ReplaceTicketCategories")
            .WithSummary("The next version of the whole tree.")
            .Permit(Role.Administrator);
    }
}
