using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Units;

internal static class UnitsModule
{
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
        units.MapPost("/import", ImportUnits.Handle).WithName("ImportUnits").WithSummary("Registers units from a CSV or XLSX table.");
        units.MapGet("/{imei}", Unit.Get).WithName("GetUnit").WithSummary("One unit.");
        units.MapGet("/{imei}/cover", UnitCover.Get).WithName("GetUnitCover").WithSummary("The warranty cover of a unit, as Repair knows it now.");
        var models = routes.MapGroup("/api/models").WithTags("Units");
        models.MapPost("/import", ImportModels.Handle).WithName("ImportModels").WithSummary("Registers models from a CSV or XLSX table.");
        models.MapGet("/", Model.List).WithName("ListModels").WithSummary("The catalogue.");
    }
}
