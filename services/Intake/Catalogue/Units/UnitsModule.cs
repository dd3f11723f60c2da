using CustomerService.Intake.Common.Imports;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Catalogue.Units;

internal static class UnitsModule
{
    public static StoreOptions AddUnits(this StoreOptions options)
    {
        UnitEvents.Map(options);
        options.Projections.Add(new UnitProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new ModelProjection(), ProjectionLifecycle.Inline);
        return options;
    }

    public static void AddUnits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ImportUnits.Kind);
        builder.Services.AddSingleton<IHoldsPersonalData, UnitPersonalData>();
    }

    public static void MapUnits(this IEndpointRouteBuilder routes)
    {
        var units = routes.MapGroup("/api/units").WithTags("Units");
        units.MapImport("units").WithName("ImportUnits").WithSummary("Registers units from a CSV or XLSX table.");
        var unit = units.MapGroup("/{imei}").OfVisibleUnits();
        unit.MapGet("/", Unit.Get).WithName("GetUnit").WithSummary("One unit.").Permit(Access.Readers);
        unit.MapGet("/cover", UnitCover.Get)
            .WithName("GetUnitCover")
            .WithSummary("The warranty cover of a unit, as Repair knows it now.")
            .Permit(Access.Readers);
        unit.MapPut("/owner", ChangeUnitOwner.Handle)
            .RequireVersion()
            .WithName("ChangeUnitOwner")
            .WithSummary("Whose the unit is from now on.")
            .Permit(Access.Desk);
        var models = routes.MapGroup("/api/models").WithTags("Units");
        models
            .MapPost("/import", ImportModels.Handle)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithName("ImportModels")
            .WithSummary("Registers models from a CSV or XLSX table.")
            .Permit(Access.Importers);
        models.MapGet("/", Model.List).WithName("ListModels").WithSummary("The catalogue.").Permit(Access.Readers);
    }
}
