using Marten;

namespace CustomerService.Intake.Timeline;

internal static class TimelineModule
{
    private static readonly Role[] Readers =
    [
        Role.Customer, Role.Agent, Role.Supervisor, Role.Dispatcher, Role.Engineer, Role.Storekeeper, Role.ComplaintHandler,
        Role.Quality, Role.Auditor, Role.Integration,
    ];

    public static StoreOptions AddTimeline(this StoreOptions options)
    {
        options.Schema.For<TimelineEntry>().Index(e => e.TicketNumber);
        return options;
    }

    public static void MapTimeline(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/tickets/{number}/timeline", TicketTimeline.Get).WithTags("Tickets").Permit(Readers).WithName("GetTicketTimeline")
            .WithSummary("The whole story of a ticket over all services.");
}
