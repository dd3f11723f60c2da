using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.ServiceLevels;

internal static class ServiceLevelsModule
{
    private static readonly Role[] Readers =
    [
        Role.Customer, Role.Agent, Role.Supervisor, Role.Dispatcher, Role.Engineer, Role.ComplaintHandler, Role.Quality,
        Role.Administrator, Role.Auditor, Role.Integration,
    ];
    private static readonly Role[] Publishers = [Role.Supervisor, Role.Administrator];
    private static readonly Role[] Staff =
    [
        Role.Agent, Role.Supervisor, Role.Dispatcher, Role.Engineer, Role.ComplaintHandler, Role.Quality, Role.Administrator,
        Role.Auditor,
    ];

    public static void AddServiceLevels(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServiceLevelOptions>().BindConfiguration("ServiceLevels").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ServiceLevelCatalogue>();
        builder.Services.AddSingleton<ServiceLevelDeadlines>();
        builder.Services.AddSingleton<ServiceLevelWarnings>();
        builder.Services.AddSingleton<RulesChanged>();
        builder.Services.AddSingleton(services => new DueRegistration(
            ServiceLevelDeadlines.Purpose, services.GetRequiredService<ServiceLevelWarnings>().Handle));
        builder.Services.AddSingleton(services => new DueRegistration(RulesChanged.Purpose, services.GetRequiredService<RulesChanged>().Handle));
        builder.Services.ConfigureMarten((services, options) =>
        {
            options.Schema.For<ServiceLevelPolicy>();
            options.Schema.For<ServiceCalendar>();
            options.Projections.Add(services.GetRequiredService<ServiceLevelDeadlines>(), ProjectionLifecycle.Inline);
        });
    }

    public static void MapServiceLevels(this IEndpointRouteBuilder routes)
    {
        var levels = routes.MapGroup("/api").WithTags("Service levels");
        levels.MapGet("/tickets/{number}/sla", TicketServiceLevels.Get).Permit(Readers).WithName("GetServiceLevels")
            .WithSummary("Every clock of the ticket, with every minute explained.");
        levels.MapPost("/service-level-policies", PublishServiceLevelPolicy.Handle).Permit(Publishers).WithName("PublishServiceLevelPolicy")
            .WithSummary("Publishes the next version of the policy.");
        levels.MapGet("/service-level-policies", PublishServiceLevelPolicy.List).Permit(Staff).WithName("ListServiceLevelPolicies")
            .WithSummary("All versions of the policy, newest first.");
        levels.MapPost("/service-calendars", PublishServiceCalendar.Handle).Permit(Publishers).WithName("PublishServiceCalendar")
            .WithSummary("Publishes a new calendar or the next version of one.");
        levels.MapGet("/service-calendars", PublishServiceCalendar.List).Permit(Staff).WithName("ListServiceCalendars")
            .WithSummary("All versions of all calendars.");
    }
}
