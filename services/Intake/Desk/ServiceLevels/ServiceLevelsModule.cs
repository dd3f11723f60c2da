using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Desk.ServiceLevels;

internal static class ServiceLevelsModule
{
    public static StoreOptions AddServiceLevels(this StoreOptions options)
    {
        options.Schema.For<ServiceLevelPolicy>();
        options.Schema.For<ServiceCalendar>();
        return options;
    }

    public static void AddServiceLevels(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServiceLevelOptions>().BindConfiguration("ServiceLevels").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ServiceLevelCatalogue>();
        builder.Services.AddSingleton<ServiceLevelDeadlines>();
        builder.Services.AddSingleton<ServiceLevelWarnings>();
        builder.Services.AddSingleton<RulesChanged>();
        builder.Services.AddSingleton(services => new DueRegistration(
            ServiceLevelDeadlines.Purpose,
            services.GetRequiredService<ServiceLevelWarnings>().Handle
        ));
        builder.Services.AddSingleton(services => new DueRegistration(
            RulesChanged.Purpose,
            services.GetRequiredService<RulesChanged>().Handle
        ));
        builder.Services.ConfigureMarten(
            (services, options) => options.Projections.Add(services.GetRequiredService<ServiceLevelDeadlines>(), ProjectionLifecycle.Inline)
        );
    }

    public static void MapServiceLevels(this IEndpointRouteBuilder routes)
    {
        var levels = routes.MapGroup("/api").WithTags("Service levels");
        levels
            .MapGet("/tickets/{number}/sla", TicketServiceLevels.Get)
            .WithName("GetServiceLevels")
            .WithSummary("Every clock of the ticket, with every minute explained.")
            .OfVisibleTickets()
            .Permit(Access.Readers);
        levels
            .MapPost("/service-level-policies", PublishServiceLevelPolicy.Handle)
            .WithName("PublishServiceLevelPolicy")
            .WithSummary("Publishes the next version of the policy.")
            .Permit(Role.Supervisor, Role.Administrator)
            .ForTheWholeCompany();
        levels
            .MapGet("/service-level-policies", PublishServiceLevelPolicy.List)
            .WithName("ListServiceLevelPolicies")
            .WithSummary("All versions of the policy, newest first.")
            .Permit(Access.StaffAndAuditor);
        levels
            .MapPost("/service-calendars", PublishServiceCalendar.Handle)
            .WithName("PublishServiceCalendar")
            .WithSummary("Publishes a new calendar or the next version of one.")
            .Permit(Role.Supervisor, Role.Administrator)
            .ForTheWholeCompany();
        levels
            .MapGet("/service-calendars", PublishServiceCalendar.List)
            .WithName("ListServiceCalendars")
            .WithSummary("All versions of all calendars.")
            .Permit(Access.StaffAndAuditor);
    }
}
