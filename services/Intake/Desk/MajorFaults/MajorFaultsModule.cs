using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Desk.MajorFaults;

internal static class MajorFaultsModule
{
    public const string NumberSequence = "major_fault_number";

    public static StoreOptions AddMajorFaults(this StoreOptions options)
    {
        MajorFaultEvents.Map(options);
        options.AddNumberSequence(NumberSequence);
        options.Projections.Add(new MajorFaultProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new MajorFaultDeadlines(), ProjectionLifecycle.Inline);
        options.Schema.For<MajorFault>().Index(f => f.Status).GinIndexJsonData();
        options.Schema.For<OpenMajorFault>();
        return options;
    }

    public static void AddMajorFaults(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<MajorFaultOptions>().BindConfiguration("MajorFaults").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<TellTheChain>();
        builder.Services.AddSingleton(services => new DueRegistration(
            TellTheChain.Purpose,
            services.GetRequiredService<TellTheChain>().Fire
        ));
        builder.Services.AddSingleton<MajorFaultDetector>();
    }

    public static void MapMajorFaults(this IEndpointRouteBuilder routes)
    {
        const string tag = "Major faults";
        Role[] raisers = [Role.Agent, Role.Supervisor, Role.Quality, Role.Engineer];
        Role[] deciders = [Role.Supervisor, Role.Quality];
        var faults = routes.MapGroup("/api/major-faults").WithTags(tag);
        faults
            .MapPost("/", RaiseMajorFault.Handle)
            .WithName("RaiseMajorFault")
            .WithSummary("Raises a major fault by hand.")
            .Permit(raisers);
        faults
            .MapGet("/", MajorFaultList.Get)
            .WithName("ListMajorFaults")
            .WithSummary("Major faults and candidates, newest first.")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Access.StaffAndAuditor);
        faults
            .MapGet("/{fault}", MajorFaultList.One)
            .WithName("GetMajorFault")
            .WithSummary("One major fault with its tickets.")
            .Permit(Access.StaffAndAuditor);
        faults
            .MapPut("/{fault}/description", DescribeMajorFault.Handle)
            .WithName("DescribeMajorFault")
            .WithSummary("What is seen, and where.")
            .Permit(raisers);
        faults
            .MapPost("/{fault}/approve", ApproveMajorFault.Handle)
            .WithName("ApproveMajorFault")
            .WithSummary("It is one: the chain is told.")
            .Permit(deciders);
        faults.MapPost("/{fault}/reject", RejectMajorFault.Handle).WithName("RejectMajorFault").WithSummary("It is none.").Permit(deciders);
        faults.MapPost("/{fault}/tickets", LinkTickets.Handle).WithName("LinkTickets").WithSummary("Links like tickets.").Permit(raisers);
        faults
            .MapPost("/{fault}/tickets/unlink", UnlinkTicket.Handle)
            .WithName("UnlinkTicket")
            .WithSummary("Takes a ticket off.")
            .Permit(raisers);
        faults
            .MapPost("/{fault}/reports", ReportProgress.Handle)
            .WithName("ReportProgress")
            .WithSummary("Plan and progress.")
            .Permit(raisers);
        faults
            .MapPost("/{fault}/close", CloseMajorFault.Handle)
            .WithName("CloseMajorFault")
            .WithSummary("The closing report.")
            .Permit(deciders);
        routes
            .OfTicket()
            .MapGet("/major-fault", MajorFaultList.OfTicket)
            .WithTags(tag)
            .WithName("GetMajorFaultOfTicket")
            .WithSummary("The major fault that the ticket belongs to.")
            .Permit(Access.StaffAndAuditor);
    }
}
