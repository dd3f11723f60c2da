using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Common.PersonalData;
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
        return options;
    }

    public static void AddTickets(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TicketOptions>().BindConfiguration("Tickets").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IHoldsPersonalData, TicketPersonalData>();
        builder.Services.AddSingleton<IKnowsTickets, KnownTickets>();
        builder.Services.AddDeadline(CloseSilentTicket.Purpose, CloseSilentTicket.Fire);
    }

    public static void MapTickets(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/api/tickets").WithTags("Tickets");
        tickets
            .MapPost("/", OpenTicket.Handle)
            .WithName("OpenTicket")
            .WithSummary("Opens a ticket with a contact, or joins the contact's ticket.")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Access.Parties);
        var ticket = routes.OfTicket();
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
    }

    /// <summary>The routes of one ticket; 404 where the actor may not see it.</summary>
    public static RouteGroupBuilder OfTicket(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/tickets/{number}").WithTags("Tickets").OfVisibleTickets();
}
