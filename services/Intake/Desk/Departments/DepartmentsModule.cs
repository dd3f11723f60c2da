using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Desk.Departments;

/// <summary>
/// I14. The events stand in the ticket's stream, so who may see the ticket sees them, and who is erased from it is erased from them.
/// </summary>
internal static class DepartmentsModule
{
    public static StoreOptions AddDepartments(this StoreOptions options)
    {
        options.Projections.Add(new CrossDepartmentRequests(), ProjectionLifecycle.Inline);
        options.Projections.Add(new DepartmentDeadlines(), ProjectionLifecycle.Inline);
        options.Schema.For<CrossDepartmentRequest>().Index(r => r.TicketNumber).Index(r => r.Department);
        return options;
    }

    public static void AddDepartments(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DepartmentOptions>().BindConfiguration("Departments").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IHoldsPersonalData, RequestPersonalData>();
        builder.Services.AddDeadline(DepartmentIsLate.Purpose, DepartmentIsLate.Fire);
    }

    public static void MapDepartments(this IEndpointRouteBuilder routes)
    {
        const string tag = "Cross-department requests";
        var requests = routes.MapGroup("/api/cross-department-requests").WithTags(tag);
        requests
            .MapGet("/", RequestList.Get)
            .WithName("ListCrossDepartmentRequests")
            .WithSummary("Requests by department, step and lateness.")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Access.StaffAndAuditor);
        requests
            .MapGet("/departments", RequestList.Departments)
            .WithName("ListDepartments")
            .WithSummary("The departments that can be asked.")
            .Permit(Access.StaffAndAuditor);
        var asked = routes.OfTicket().MapGroup("/cross-department-requests").WithTags(tag);
        asked
            .MapPost("/", AskDepartment.Handle)
            .WithName("AskDepartment")
            .WithSummary("Asks another department on a ticket.")
            .Permit(Access.Staff);
        asked
            .MapGet("/", RequestList.OfTicket)
            .WithName("ListRequestsOfTicket")
            .WithSummary("What other departments were asked on a ticket.")
            .Permit(Access.StaffAndAuditor);
        asked
            .MapPost("/{request}/take", TakeRequest.Handle)
            .WithName("TakeRequest")
            .WithSummary("Somebody of the department takes it.")
            .Permit(Access.Staff);
        asked
            .MapPost("/{request}/answer", AnswerRequest.Handle)
            .WithName("AnswerRequest")
            .WithSummary("Who took it answers.")
            .Permit(Access.Staff);
        asked
            .MapPost("/{request}/dispute", DisputeRequest.Handle)
            .WithName("DisputeRequest")
            .WithSummary("The department says that it is not theirs.")
            .Permit(Access.Staff);
        asked
            .MapPost("/{request}/rule", RuleOnRequest.Handle)
            .WithName("RuleOnRequest")
            .WithSummary("The office says who answers.")
            .Permit(Role.Supervisor, Role.Quality);
    }
}
