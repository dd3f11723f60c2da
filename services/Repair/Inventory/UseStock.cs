using CustomerService.ServiceDefaults;

namespace CustomerService.Repair.Inventory;

/// <summary>R7: pieces leave a stock room because an order or a visit used them.</summary>
internal static class UseStock
{
    /// <summary>A repair order uses what it has reserved.</summary>
    public static Decision Reserved(StockItem item, StockOwner owner, DateTimeOffset now) =>
        item.HeldFor(owner) is { Quantity: var held }
            ? Decision.Accept(new StockUsed(owner, held, held, item.AverageCost, item.OnHand - held, item.Reserved - held, now))
            : Rejection.Conflict("not-reserved", $"{owner.Number} has no pieces of {item.PartNumber} reserved.");

    /// <summary>
    /// A field visit reports what it has used already. What the books do not hold free is reported as a shortage: stock is never negative
    /// and what is promised to others stays promised.
    /// </summary>
    public static Decision Reported(StockItem item, StockOwner owner, int quantity, DateTimeOffset now)
    {
        var used = Math.Min(quantity, item.Available);
        var events = new List<object>();
        if (used > 0)
        {
            events.Add(new StockUsed(owner, used, 0, item.AverageCost, item.OnHand - used, item.Reserved, now));
        }

        if (used < quantity)
        {
            events.Add(new StockShortageFound(owner, quantity - used, now));
        }

        return Decision.Accept(events);
    }
}
