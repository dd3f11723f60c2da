using Marten;

namespace CustomerService.Repair.Charges;

internal static class ChargesModule
{
    public static StoreOptions AddCharges(this StoreOptions options)
    {
        options.Schema.For<PriceList>();
        return options;
    }

    public static void MapCharges(this IEndpointRouteBuilder routes)
    {
        var lists = routes.MapGroup("/api/price-lists").WithTags("Charges");
        lists
            .MapGet("/", SetPriceList.Read)
            .Permit(
                Role.Agent,
                Role.Supervisor,
                Role.Engineer,
                Role.Storekeeper,
                Role.ComplaintHandler,
                Role.Administrator,
                Role.Auditor,
                Role.Integration
            )
            .WithName("ListPriceLists")
            .WithSummary("All price lists, by the day from which they hold.");
        lists
            .MapPost("/", SetPriceList.Handle)
            .Permit(Role.Administrator, Role.Integration)
            .WithName("SetPriceList")
            .WithSummary("A price list from a day on.");
    }
}
