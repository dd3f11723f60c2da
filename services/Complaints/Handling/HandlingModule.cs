using CustomerService.Contracts.Intake.Grpc;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Complaints.Handling;

internal static class HandlingModule
{
    private static readonly Role[] Handlers = [Role.ComplaintHandler, Role.Supervisor];
    private static readonly Role[] Readers = [Role.ComplaintHandler, Role.Supervisor, Role.Quality, Role.Auditor];
    private static readonly Role[] Parties = [Role.Customer, Role.Agent, Role.ComplaintHandler, Role.Supervisor];
    private static readonly Role[] Askers = [Role.Customer, Role.Agent, Role.ComplaintHandler, Role.Supervisor, Role.Quality, Role.Auditor];
    private static readonly Role[] Registrars = [Role.Agent, Role.ComplaintHandler, Role.Supervisor, Role.Quality, Role.Integration];

    public const string NumberSequence = "complaint_number";
    public const string TicketNumberSequence = "complaint_of_ticket_number";

    public static StoreOptions AddHandling(this StoreOptions options)
    {
        ComplaintEvents.Map(options);
        options.AddNumberSequence(NumberSequence);
        options.AddNumberSequence(TicketNumberSequence);
        options.Projections.Add(new ComplaintViewProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new SupervisionDeadlines(), ProjectionLifecycle.Inline);
        options
            .Schema.For<ComplaintView>()
            .Duplicate(c => c.ProposalDueAt, "timestamp with time zone", notNull: true)
            .Duplicate(c => c.Status, notNull: true)
            .Index(c => new { c.Status, c.ProposalDueAt })
            .Index(c => c.HandlerId!)
            .Index(c => c.HandlerSite!);
        return options;
    }

    public static void AddHandling(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ComplaintOptions>().BindConfiguration("Complaints").ValidateDataAnnotations().ValidateOnStart();
        builder.AddPeer<TicketDirectory.TicketDirectoryClient>("intake");
        builder.AddPeer<CustomerDirectory.CustomerDirectoryClient>("intake");
        builder.Services.AddScoped<NamedMatter>();
        builder.Services.AddDeadline(Supervision.Purpose, Supervision.Fire);
    }

    public static void MapHandling(this IEndpointRouteBuilder routes)
    {
        var complaints = routes
            .MapGroup("/api/complaints")
            .WithTags("Complaints")
            .OnlyVisible<ComplaintView>(ComplaintAccess.VisibleTo, "number");
        complaints
            .MapPost("/", RegisterComplaint.Handle)
            .Permit(Registrars)
            .WithName("RegisterComplaint")
            .WithSummary("Registers a complaint by hand.");
        complaints
            .MapGet("/", ListComplaints.Handle)
            .Permit(Readers)
            .WithName("ListComplaints")
            .WithSummary("Complaints by the time their proposal is due.");
        complaints.MapGet("/{number}", ComplaintView.Get).Permit(Askers).WithName("GetComplaint").WithSummary("One complaint.");
        complaints
            .MapPost("/{number}/acknowledge", AcknowledgeComplaint.Handle)
            .Permit(Role.ComplaintHandler, Role.Supervisor, Role.Agent)
            .WithName("AcknowledgeComplaint")
            .WithSummary("The customer knows that we have it.");
        complaints
            .MapPost("/{number}/assign", AssignHandler.Handle)
            .Permit(Role.Supervisor)
            .WithName("AssignComplaintHandler")
            .WithSummary("Gives it to a handler who is not concerned.");
        complaints
            .MapPost("/{number}/findings", RecordFinding.Handle)
            .Permit(Handlers)
            .WithName("RecordComplaintFinding")
            .WithSummary("What the handler found.");
        complaints
            .MapPost("/{number}/propose", ProposeRemedy.Handle)
            .Permit(Handlers)
            .WithName("ProposeRemedy")
            .WithSummary("The handler proposes a remedy.");
        complaints
            .MapPost("/{number}/accept", AcceptProposal.Handle)
            .Permit(Parties)
            .WithName("AcceptProposal")
            .WithSummary("The customer accepts.");
        complaints
            .MapPost("/{number}/reject", RejectProposal.Handle)
            .Permit(Parties)
            .WithName("RejectProposal")
            .WithSummary("The customer rejects; levels 1 and 2 escalate.");
        complaints
            .MapPost("/{number}/fulfil", FulfilPromise.Handle)
            .Permit(Handlers)
            .WithName("FulfilPromise")
            .WithSummary("What was promised is done.");
        complaints
            .MapPost("/{number}/close", CloseComplaint.Handle)
            .Permit(Handlers)
            .WithName("CloseComplaint")
            .WithSummary("Closes with cause and correction.");
    }
}
