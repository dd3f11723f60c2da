using CustomerService.Subscriptions.TroubleTickets;

namespace CustomerService.Subscriptions.Listeners;

/// <summary>TMF621's hub: webhooks for those who speak it.</summary>
internal static class ListenersModule
{
    public static void MapListeners(this IEndpointRouteBuilder routes)
    {
        var hub = routes
            .MapGroup($"{TroubleTicketsModule.BasePath}/hub")
            .WithTags("Trouble tickets (TMF621)")
            .AddEndpointFilter(TroubleTicketsModule.Answer);
        hub.MapPost("/", Hub.Register)
            .Permit(Role.Integration)
            .WithName("CreateHub")
            .WithSummary("Registers a listener of trouble ticket events.")
            .Accepts<HubRegistration>("application/json")
            .Produces<HubRegistration>(StatusCodes.Status201Created)
            .Produces<TmfError>(StatusCodes.Status400BadRequest);
        hub.MapGet("/{id}", Hub.Get)
            .Permit(Role.Integration)
            .WithName("HubGet")
            .WithSummary("One registration.")
            .Produces<HubRegistration>()
            .Produces<TmfError>(StatusCodes.Status404NotFound);
        hub.MapDelete("/{id}", Hub.Delete)
            .Permit(Role.Integration)
            .WithName("HubDelete")
            .WithSummary("Ends a registration.")
            .Produces(StatusCodes.Status204NoContent)
            .Produces<TmfError>(StatusCodes.Status404NotFound);
    }
}
