using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.Routing;

internal static class RoutingModule
{
    public static StoreOptions AddRouting(this StoreOptions options)
    {
        AgentEvents.Map(options);
        options.Projections.Add(new RoutedAgentProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new HandOverDeadlines(), ProjectionLifecycle.Inline);
        options.Schema.For<RoutedAgent>().Index(a => a.Presence);
        return options;
    }

    public static void AddRouting(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RoutingOptions>().BindConfiguration("Routing").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<TicketRouter>();
        builder.Services.AddDeadline(LapseHandOver.Purpose, LapseHandOver.Fire);
        builder.Services.AddSingleton(services => new DueRegistration(
            TicketRouter.Purpose,
            services.GetRequiredService<TicketRouter>().Fire
        ));
        builder.Services.ConfigureMarten(
            (services, options) =>
                options.Projections.Add(
                    new AgentDeadlines(services.GetRequiredService<IOptions<RoutingOptions>>()),
                    ProjectionLifecycle.Inline
                )
        );
    }

    public static void MapRouting(this IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/api/agents").WithTags("Routing");
        agents
            .MapGet("/", RoutedAgent.List)
            .WithName("ListAgents")
            .WithSummary("What the routing knows of agents.")
            .Permit(Role.Supervisor, Role.Administrator, Role.Auditor);
        agents
            .MapGet("/{agent}", RoutedAgent.Get)
            .WithName("GetAgent")
            .WithSummary("What the routing knows of an agent.")
            .Permit(Role.Agent, Role.Supervisor, Role.Administrator, Role.Auditor);
        agents
            .MapPut("/{agent}/profile", ProfileAgent.Handle)
            .WithName("ProfileAgent")
            .WithSummary("What an agent can do.")
            .Permit(Role.Supervisor, Role.Administrator);
        agents
            .MapPut("/{agent}/presence", ChangePresence.Handle)
            .WithName("ChangePresence")
            .WithSummary("Whether an agent takes work.")
            .Permit(Role.Agent, Role.Supervisor);
        routes
            .MapGet("/api/tickets/{number}/colleagues", Colleagues.Of)
            .OfVisibleTickets()
            .WithTags("Routing")
            .WithName("ListColleagues")
            .WithSummary("Whom a ticket can be handed over to, those with room first.")
            .Permit(Access.Desk);
        routes
            .MapGet("/api/routing/queue", WaitingTickets.Get)
            .WithTags("Routing")
            .WithName("GetRoutingQueue")
            .WithSummary("Tickets that wait for somebody, and why.")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Access.Desk);
    }
}
