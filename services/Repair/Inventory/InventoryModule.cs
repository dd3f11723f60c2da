using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Repair.Inventory;

internal static class InventoryModule
{
    public static StoreOptions AddInventory(this StoreOptions options)
    {
        StockEvents.Map(options);
        options.Projections.Add(new StockItemProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<StockItem>().Duplicate(item => item.StockRoom).Duplicate(item => item.PartNumber);
        options.Schema.For<StockDocument>();
        options.Schema.For<StockRoom>();
        return options;
    }

    public static void MapInventory(this IEndpointRouteBuilder routes)
    {
        var stock = routes.MapGroup("/api/stock").WithTags("Stock");
        stock.MapGet("/", StockReads.List).WithName("ListStock").WithSummary("Stock items, by stock room and part.");
        stock.MapGet("/{room}/{partNumber}", StockReads.Get).WithName("GetStock").WithSummary("One stock item with its newest movements.");
        stock.MapPost("/inbound", ReceiveStock.Handle).WithName("ReceiveStock").WithSummary("Books an inbound document.");
        stock.MapPost("/reservations", ReserveStock.Handle).WithName("ReserveStock").WithSummary("Promises pieces to a document.");
        stock.MapPost("/reservations/release", ReleaseStock.Handle).WithName("ReleaseStock").WithSummary("Gives back what a document has reserved.");
        stock.MapPost("/adjustments", AdjustStock.Handle).WithName("AdjustStock").WithSummary("Brings the books in line with the shelf.");
        routes.MapGet("/api/stock-rooms", StockReads.Rooms).WithTags("Stock").WithName("ListStockRooms").WithSummary("All stock rooms.");
    }
}
