using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Units;

internal static class UnitsModule
{
    private static readonly Role[] Importers = [Role.Administrator, Role.Integration];
    private static readonly Role[] Readers =
    [
        Role.Agent, Role.Supervisor, Role.Dispatcher, Role.Engineer, Role.Storekeeper, Role.ComplaintHandler, Role.Quality,
        Role.Administrator, Role.Auditor, Role.Integration,
    ];

    public static StoreOptions AddUnits(this StoreOptions options)
    {
        UnitEvents.Map(options);
        options.Projections.Add(new UnitProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new ModelProjection(), ProjectionLifecycle.Inline);
        return options;
    }

    public static void MapUnits(this IEndpointRouteBuilder routes)
    {
        var units = routes.MapGroup("/api/units").WithTags("Units");
        units.MapPost("/import", ImportUnits.Handle).Permit(Importers).WithName("ImportUnits").WithSummary("Registers units from a CSV or XLSX table.");
        units.MapGet("/{imei}", Unit.Get).Permit(Readers).WithName("GetUnit").WithSummary("One unit.");
        units.MapGet("/{imei}/cover", UnitCover.Get).Permit(Readers).WithName("GetUnitCover").WithSummary("The warranty cover of a unit, as Repair knows it now.");
        var models = routes.MapGroup("/api/models").WithTags("Units");
        models.MapPost("/import", ImportModels.Handle).Permit(Importers).WithName("ImportModels").WithSummary("Registers models from a CSV or XLSX table.");
        models.MapGet("/", Model.List).Permit(Readers).WithName("ListModels").WithSummary("The catalogue.");
    }
}
