using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Complaints.Files;

/// <summary>C1: a complaint with its history, and who sees it.</summary>
internal static class FilesModule
{
    private static readonly Role[] Readers = [Role.ComplaintHandler, Role.Supervisor, Role.Quality, Role.Auditor];
    private static readonly Role[] Askers = [Role.Customer, Role.Agent, Role.ComplaintHandler, Role.Supervisor, Role.Quality, Role.Auditor];

    public static StoreOptions AddFiles(this StoreOptions options)
    {
        ComplaintEvents.Map(options);
        options.Projections.Add(new ComplaintViewProjection(), ProjectionLifecycle.Inline);
        options
            .Schema.For<ComplaintView>()
            .Duplicate(c => c.ProposalDueAt, "timestamp with time zone", notNull: true)
            .Duplicate(c => c.Status, notNull: true)
            .Index(c => new { c.Status, c.ProposalDueAt })
            .Index(c => c.HandlerId!)
            .Index(c => c.HandlerSite!);
        return options;
    }

    public static void AddFiles(this IHostApplicationBuilder builder) =>
        builder.Services.AddOptions<ComplaintOptions>().BindConfiguration("Complaints").ValidateDataAnnotations().ValidateOnStart();

    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        var complaints = routes.OfComplaints();
        complaints
            .MapGet("/", ListComplaints.Handle)
            .Permit(Readers)
            .WithName("ListComplaints")
            .WithSummary("Complaints by the time their proposal is due.");
        complaints.MapGet("/{number}", ComplaintView.Get).Permit(Askers).WithName("GetComplaint").WithSummary("One complaint.");
    }

    /// <summary>The routes of complaints; 404 where the actor may not see one.</summary>
    public static RouteGroupBuilder OfComplaints(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/complaints").WithTags("Complaints").OnlyVisible<ComplaintView>(ComplaintAccess.VisibleTo, "number");
}
