using CustomerService.ServiceDefaults;

namespace CustomerService.Repair.Inventory;

/// <summary>R7: pieces leave a stock room because a document used them.</summary>
internal static class UseStock
{
    /// <summary>A repair order uses what it has reserved.</summary>
    public static Decision Reserved(StockItem item, string document, DateTimeOffset now) =>
        item.Reservations.TryGetValue(document, out var reserved)
            ? Decision.Accept(new StockUsed(document, reserved, reserved, item.OnHand - reserved, item.Reserved - reserved, now))
            : Rejection.Conflict("not-reserved", $"{document} has no pieces of {item.PartNumber} reserved.");

    /// <summary>
    /// A field visit reports what it has used already. What the books do not hold free is reported as a shortage: stock is never negative
    /// and what is promised to others stays promised.
    /// </summary>
    public static Decision Reported(StockItem item, string document, int quantity, DateTimeOffset now)
    {
        var used = Math.Min(quantity, item.Available);
        var events = new List<object>();
        if (used > 0)
        {
            events.Add(new StockUsed(document, used, 0, item.OnHand - used, item.Reserved, now));
        }

        if (used < quantity)
        {
            events.Add(new StockShortageFound(document, quantity - used, now));
        }

        return Decision.Accept(events);
    }
}
