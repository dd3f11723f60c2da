namespace CustomerService.Repair.Inventory;

/// <summary>R7: what kind of work holds or uses pieces.</summary>
public enum StockOwnerKind
{
    /// <summary>A repair order, by its number.</summary>
    RepairOrder,

    /// <summary>A visit of a work order, as number/visit.</summary>
    WorkOrder,

    /// <summary>A person, by the document that they named and the reason that they gave.</summary>
    Manual,
}

/// <summary>
/// R7: whose pieces they are. The kind is part of it, so a document that a person names can never be taken for a repair order.
/// </summary>
/// <param name="Kind">What kind of work.</param>
/// <param name="Number">Its number.</param>
public sealed record StockOwner(StockOwnerKind Kind, string Number)
{
    internal static StockOwner OfOrder(string number) => new(StockOwnerKind.RepairOrder, number);

    internal static StockOwner OfVisit(string workOrderNumber, int visit) =>
        new(StockOwnerKind.WorkOrder, FormattableString.Invariant($"{workOrderNumber}/{visit}"));

    internal static StockOwner OfPerson(string document) => new(StockOwnerKind.Manual, document);
}

/// <summary>An open reservation.</summary>
/// <param name="Owner">Who shall use the pieces.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="By">Who asked for it, as role:id; null when a repair order did by itself.</param>
/// <param name="Reason">Why; null when a repair order did by itself.</param>
public sealed record StockReservation(StockOwner Owner, int Quantity, string? By = null, string? Reason = null);
