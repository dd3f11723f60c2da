using CustomerService.ServiceDefaults;

namespace CustomerService.Repair.Inventory;

/// <summary>R7: pieces leave a stock room because an order or a visit used them.</summary>
internal static class UseStock
{
    /// <summary>A repair order uses what it has reserved.</summary>
    public static Decision Reserved(StockItem item, StockOwner owner, DateTimeOffset now) =>
        item.HeldFor(owner) is { Quantity: var held }
            ? Decision.Accept(
                new StockUsed(owner, held, held, item.AverageCost, item.Currency, item.OnHand - held, item.Reserved - held, now)
            )
            : Rejection.Conflict("not-reserved", $"{owner.Number} has no pieces of {item.PartNumber} reserved.");

    /// <summary>
    /// A field visit used pieces that nobody had reserved for it. What is promised to others stays promised, and stock is never negative.
    /// </summary>
    public static Decision Free(StockItem item, StockOwner owner, int quantity, DateTimeOffset now) =>
        item.Available < quantity
            ? Rejection.Conflict("not-enough-stock", $"{item.StockRoom} has {item.Available} free pieces of {item.PartNumber}.")
            : Decision.Accept(
                new StockUsed(owner, quantity, 0, item.AverageCost, item.Currency, item.OnHand - quantity, item.Reserved, now)
            );
}
