using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CustomerService.Subscriptions.Reading;

internal static class ReadingModule
{
    private static readonly Role[] Readers =
    [
        Role.Agent,
        Role.Supervisor,
        Role.Dispatcher,
        Role.Engineer,
        Role.Storekeeper,
        Role.ComplaintHandler,
        Role.Quality,
        Role.Administrator,
        Role.Auditor,
        Role.Integration,
    ];

    // Systems read what their subscriber may, people what is of their sites: ReaderScope.
    private static readonly VisibleResource WithinScope = VisibleResource.Filtered with { Owners = [Role.Integration] };

    public static void AddReading(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<ReadingOptions>()
            .BindConfiguration("Reading")
            .ValidateDataAnnotations()
            .Validate(o => o.HeartBeat > TimeSpan.Zero, "A heart-beat takes time.")
            .ValidateOnStart();
        builder.Services.AddSingleton<Readers>();
        // A slow reader holds a page and no more. To cut it off for being slow would cut off the others on the gateway's connection too;
        // the gateway does that to its own callers.
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MinResponseDataRate = null);
    }

    public static void MapReading(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup("/api/ticket-events").WithTags("Ticket events").WithMetadata(WithinScope);
        events
            .MapGet("/", PullEvents.Handle)
            .Permit(Readers)
            .WithName("PullTicketEvents")
            .WithSummary("A page of the ticket event stream as a CloudEvents batch.")
            .Produces(StatusCodes.Status200OK, contentType: PullEvents.BatchType);
        events
            .MapGet("/stream", FollowEvents.Handle)
            .Permit(Readers)
            .WithName("FollowTicketEvents")
            .WithSummary("The ticket event stream as Server-Sent Events.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
        routes.MapGrpcService<TicketEventsService>().WithMetadata(WithinScope).Permit(Readers);
    }
}
