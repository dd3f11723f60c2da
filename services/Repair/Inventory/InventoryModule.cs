using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Repair.Inventory;

internal static class InventoryModule
{
    private static readonly Role[] Readers =
    [
        Role.Storekeeper,
        Role.Engineer,
        Role.Dispatcher,
        Role.Supervisor,
        Role.Quality,
        Role.Auditor,
    ];
    private static readonly Role[] Keepers = [Role.Storekeeper, Role.Supervisor];

    public static StoreOptions AddInventory(this StoreOptions options)
    {
        StockEvents.Map(options);
        ShortageEvents.Map(options);
        options.Projections.Add(new StockItemProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new StockShortageProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<StockShortage>().Duplicate(shortage => shortage.StockRoom);
        options.Schema.For<StockItem>().Duplicate(item => item.StockRoom).Duplicate(item => item.PartNumber);
        options.Schema.For<StockDocument>();
        options.Schema.For<StockRoom>();
        return options;
    }

    public static void MapInventory(this IEndpointRouteBuilder routes)
    {
        var stock = routes.MapGroup("/api/stock").WithTags("Stock").OnlyVisible<StockItem>(StockAccess.VisibleTo, "room", "partNumber");
        stock.MapGet("/", StockReads.List).Permit(Readers).WithName("ListStock").WithSummary("Stock items, by stock room and part.");
        stock
            .MapGet("/{room}/{partNumber}", StockReads.Get)
            .Permit(Readers)
            .WithName("GetStock")
            .WithSummary("One stock item with its newest movements.");
        stock
            .MapPost("/inbound", ReceiveStock.Handle)
            .Permit(Role.Storekeeper, Role.Supervisor, Role.Integration)
            .WithName("ReceiveStock")
            .WithSummary("Books an inbound document.");
        stock
            .MapPost("/reservations", ReserveStock.Handle)
            .Permit(Role.Storekeeper, Role.Engineer, Role.Supervisor)
            .WithName("ReserveStock")
            .WithSummary("Sets pieces aside for a purpose.");
        stock
            .MapPost("/reservations/release", ReleaseStock.Handle)
            .Permit(Role.Storekeeper, Role.Engineer, Role.Supervisor)
            .WithName("ReleaseStock")
            .WithSummary("Gives back what one has set aside.");
        stock
            .MapPost("/reservations/take-back", TakeBackStock.Handle)
            .Permit(Keepers)
            .WithName("TakeBackStock")
            .WithSummary("Ends another's reservation, with a reason.");
        stock
            .MapPost("/adjustments", AdjustStock.Handle)
            .Permit(Keepers)
            .WithName("AdjustStock")
            .WithSummary("Brings the books in line with the shelf.");
        var shortages = routes
            .MapGroup("/api/stock/shortages")
            .WithTags("Stock")
            .OnlyVisible<StockShortage>(StockAccess.VisibleTo, "number");
        shortages
            .MapGet("/", ShortageReads.List)
            .Permit(Readers)
            .WithName("ListShortages")
            .WithSummary("What visits used and the books do not hold.");
        shortages
            .MapPost("/{number}/settle", SettleShortage.Handle)
            .Permit(Keepers)
            .WithName("SettleShortage")
            .WithSummary("Books the missing pieces, or writes them off.");
        routes
            .MapGroup("/api/stock-rooms")
            .WithTags("Stock")
            .OnlyVisible<StockRoom>(StockAccess.VisibleTo, "room")
            .MapGet("/", StockReads.Rooms)
            .Permit(Readers)
            .WithName("ListStockRooms")
            .WithSummary("Stock rooms.");
    }
}
