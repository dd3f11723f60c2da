using CustomerService.Complaints.Files;
using CustomerService.Contracts.Intake.Grpc;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Complaints.Handling;

/// <summary>C1, C3: from its registration to its end.</summary>
internal static class HandlingModule
{
    private static readonly Role[] Handlers = [Role.ComplaintHandler, Role.Supervisor];
    private static readonly Role[] Registrars = [Role.Agent, Role.ComplaintHandler, Role.Supervisor, Role.Quality, Role.Integration];
    public const string NumberSequence = "complaint_number";
    public const string TicketNumberSequence = "complaint_of_ticket_number";

    public static StoreOptions AddHandling(this StoreOptions options)
    {
        options.AddNumberSequence(NumberSequence);
        options.AddNumberSequence(TicketNumberSequence);
        return options;
    }

    public static void AddHandling(this IHostApplicationBuilder builder)
    {
        builder.AddPeer<TicketDirectory.TicketDirectoryClient>("intake");
        builder.AddPeer<CustomerDirectory.CustomerDirectoryClient>("intake");
        builder.Services.AddScoped<NamedMatter>();
    }

    public static void MapHandling(this IEndpointRouteBuilder routes)
    {
        var complaints = routes.OfComplaints();
        complaints
            .MapPost("/", RegisterComplaint.Handle)
            .Permit(Registrars)
            .WithName("RegisterComplaint")
            .WithSummary("Registers a complaint by hand.");
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
            .MapPost("/{number}/close", CloseComplaint.Handle)
            .Permit(Handlers)
            .WithName("CloseComplaint")
            .WithSummary("Closes with cause and correction.");
    }
}
