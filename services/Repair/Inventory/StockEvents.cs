using Marten;

namespace CustomerService.Repair.Inventory;

// The stored schema of a stock item; the key of its stream is {stockRoom}/{partNumber}. Each movement carries the balance after it, so that
// readers of the fact need no state.

internal sealed record StockItemOpened(string StockRoom, string PartNumber, DateTimeOffset At);

internal sealed record StockReceived(
    string Document,
    int Quantity,
    decimal? UnitCost,
    string? Currency,
    decimal AverageCost,
    int OnHand,
    int Reserved,
    DateTimeOffset At
);

/// <summary>Pieces were promised to an owner, beside those that it had; <paramref name="By"/> and the reason are a person's.</summary>
internal sealed record StockReserved(
    StockOwner Owner,
    int Quantity,
    string? By,
    string? Reason,
    int OnHand,
    int Reserved,
    DateTimeOffset At
);

/// <summary>The owner's pieces are free again; a reason is given when others than the owner did it.</summary>
internal sealed record StockReleased(StockOwner Owner, int Quantity, string? Reason, int OnHand, int Reserved, DateTimeOffset At);

/// <summary>Pieces left the stock room; <paramref name="FromReservation"/> of them had been reserved by the owner. They cost the moving average each, without a currency while no cost is known.</summary>
internal sealed record StockUsed(
    StockOwner Owner,
    int Quantity,
    int FromReservation,
    decimal UnitCost,
    string? Currency,
    int OnHand,
    int Reserved,
    DateTimeOffset At
);

internal sealed record StockAdjusted(string Document, int Quantity, string Reason, int OnHand, int Reserved, DateTimeOffset At);

internal static class StockEvents
{
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<StockItemOpened>("stock_item_opened_v1");
        options.Events.MapEventType<StockReceived>("stock_received_v1");
        options.Events.MapEventType<StockReserved>("stock_reserved_v1");
        options.Events.MapEventType<StockReleased>("stock_released_v1");
        options.Events.MapEventType<StockUsed>("stock_used_v1");
        options.Events.MapEventType<StockAdjusted>("stock_adjusted_v1");
    }
}
