using CustomerService.Dispatch.Places;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Dispatch.Assignment;

internal static class AssignmentModule
{
    public static StoreOptions AddAssignment(this StoreOptions options)
    {
        options.Projections.Add(new OfferDeadlines(), ProjectionLifecycle.Inline);
        return options;
    }

    public static void AddAssignment(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<AssignmentOptions>()
            .BindConfiguration("Assignment")
            .ValidateDataAnnotations()
            .Validate(
                o => o.SlotLength > TimeSpan.Zero && o.DayEnds > o.DayBegins && o.OfferExpiresAfter > TimeSpan.Zero,
                "Assignment: hours, slots and offers need a length."
            )
            .ValidateOnStart();
        builder.Services.AddSingleton<PlaceMap>();
        builder.Services.AddSingleton<AutomaticOffer>();
        builder.Services.AddSingleton(s => new DueRegistration(
            AutomaticOffer.AssignPurpose,
            s.GetRequiredService<AutomaticOffer>().Assign
        ));
        builder.Services.AddSingleton(s => new DueRegistration(AutomaticOffer.WakePurpose, s.GetRequiredService<AutomaticOffer>().Wake));
        builder.Services.AddSingleton(s => new DueRegistration(
            AutomaticOffer.ExpirePurpose,
            s.GetRequiredService<AutomaticOffer>().Expire
        ));
        builder.Services.AddDeadline(AbsentEngineer.Purpose, AbsentEngineer.Find);
        builder.Services.AddDeadline(AbsentEngineer.VisitPurpose, AbsentEngineer.GiveBack);
    }

    public static void MapAssignment(this IEndpointRouteBuilder routes)
    {
        var orders = routes.MapWorkOrderGroup();
        orders
            .MapGet("/{number}/candidates", ShowCandidates.Handle)
            .Permit(Role.Dispatcher, Role.Supervisor)
            .WithName("ShowCandidates")
            .WithSummary("Engineers for the open visit, best one first, with reasons.");
        orders
            .MapPost("/{number}/visits/{visit:int}/offer", OfferVisit.Handle)
            .Permit(Role.Dispatcher, Role.Supervisor)
            .WithName("OfferVisit")
            .WithSummary("Asks an engineer and holds the time.");
    }
}
