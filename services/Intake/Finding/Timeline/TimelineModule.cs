using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Tickets.Life;
using Marten;

namespace CustomerService.Intake.Finding.Timeline;

internal static class TimelineModule
{
    public static StoreOptions AddTimeline(this StoreOptions options)
    {
        options.Schema.For<TimelineEntry>().Index(e => e.TicketNumber);
        return options;
    }

    public static void AddTimeline(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IHoldsPersonalData, ExportedTickets>();
        builder.Services.AddOptions<TimelineOptions>().BindConfiguration("Timeline").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<TimelineWatch>().AddHostedService(services => services.GetRequiredService<TimelineWatch>());
    }

    public static void MapTimeline(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/tickets/{number}/timeline", TicketTimeline.Get)
            .WithTags("Tickets")
            .WithName("GetTicketTimeline")
            .WithSummary("The whole story of a ticket over all services.")
            .OfVisibleTickets()
            .Permit(Access.Readers);
        routes
            .MapGet("/api/tickets/{number}/timeline/stream", FollowTimeline.Handle)
            .WithTags("Tickets")
            .WithName("FollowTicketTimeline")
            .WithSummary("The story so far, and then as it goes on, as Server-Sent Events.")
            .OfVisibleTickets()
            .Permit(Access.Readers);
    }
}
