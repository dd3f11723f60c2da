namespace CustomerService.Repair.Inventory;

/// <summary>A1: who sees which stock: that of the rooms of the own sites. The room of the head quarters is nobody's but theirs.</summary>
internal static class StockAccess
{
    public static IQueryable<StockItem> VisibleTo(this IQueryable<StockItem> items, Actor actor) =>
        actor.IsRestricted ? items.Where(actor.Scope.Filter<StockItem>(item => item.StockRoom)) : items;

    public static IQueryable<StockShortage> VisibleTo(this IQueryable<StockShortage> shortages, Actor actor) =>
        actor.IsRestricted ? shortages.Where(actor.Scope.Filter<StockShortage>(shortage => shortage.StockRoom)) : shortages;

    public static IQueryable<StockRoom> VisibleTo(this IQueryable<StockRoom> rooms, Actor actor) =>
        actor.IsRestricted ? rooms.Where(actor.Scope.Filter<StockRoom>(room => room.Id)) : rooms;
}
