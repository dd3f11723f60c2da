using CustomerService.Intake.Catalogue.Imports;
using CustomerService.Intake.Catalogue.Places;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Customers.Files;
using Marten;

namespace CustomerService.Intake;

/// <summary>I1, I6: whom and what tickets are about, and the tables by which both come.</summary>
internal static class MasterData
{
    public static StoreOptions AddMasterData(this StoreOptions options) => options.AddCustomers().AddPlaces().AddUnits().AddImports();

    public static void AddMasterData(this IHostApplicationBuilder builder)
    {
        builder.AddCustomers();
        builder.AddImports();
    }

    public static void MapMasterData(this IEndpointRouteBuilder routes)
    {
        routes.MapCustomers();
        routes.MapUnits();
        routes.MapImports();
    }
}
