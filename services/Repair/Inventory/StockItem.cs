using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Repair.Inventory;

/// <summary>
/// R7: one part in one stock room. State and view in one, because decisions read all that people see, and kept as a document, because the
/// stream of a busy item is long. Always 0 &lt;= Reserved &lt;= OnHand.
/// </summary>
public sealed record StockItem
{
    /// <summary>{stockRoom}/{partNumber}.</summary>
    public required string Id { get; init; }

    /// <summary>Code of the stock room.</summary>
    public required string StockRoom { get; init; }

    /// <summary>Part number.</summary>
    public required string PartNumber { get; init; }

    /// <summary>Pieces on hand.</summary>
    public int OnHand { get; init; }

    /// <summary>Pieces of them that are promised to an owner.</summary>
    public int Reserved { get; init; }

    /// <summary>Pieces that can be promised.</summary>
    public int Available => OnHand - Reserved;

    /// <summary>Moving average of the unit costs received.</summary>
    public decimal AverageCost { get; init; }

    /// <summary>Currency of the costs; null while none is known.</summary>
    public string? Currency { get; init; }

    /// <summary>Open reservations, one an owner.</summary>
    public IReadOnlyList<StockReservation> Reservations { get; init; } = [];

    /// <summary>When it last moved.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    internal StockReservation? HeldFor(StockOwner owner) => Reservations.FirstOrDefault(reservation => reservation.Owner == owner);

    internal static string KeyOf(string stockRoom, string partNumber) => $"{stockRoom}/{partNumber}";
}

internal sealed partial class StockItemProjection : SingleStreamProjection<StockItem, string>
{
    public static StockItem Create(IEvent<StockItemOpened> opened) =>
        new()
        {
            Id = opened.StreamKey!,
            StockRoom = opened.Data.StockRoom,
            PartNumber = opened.Data.PartNumber,
            ChangedAt = opened.Data.At,
        };

    public static StockItem Apply(StockReceived e, StockItem item) =>
        item with
        {
            OnHand = item.OnHand + e.Quantity,
            AverageCost = e.AverageCost,
            Currency = e.Currency ?? item.Currency,
            ChangedAt = e.At,
        };

    public static StockItem Apply(StockReserved e, StockItem item) =>
        item with
        {
            Reserved = item.Reserved + e.Quantity,
            Reservations = With(item, new(e.Owner, e.Quantity, e.By, e.Reason)),
            ChangedAt = e.At,
        };

    public static StockItem Apply(StockReleased e, StockItem item) =>
        item with
        {
            Reserved = item.Reserved - e.Quantity,
            Reservations = With(item, new(e.Owner, -e.Quantity)),
            ChangedAt = e.At,
        };

    public static StockItem Apply(StockUsed e, StockItem item) =>
        item with
        {
            OnHand = item.OnHand - e.Quantity,
            Reserved = item.Reserved - e.FromReservation,
            Reservations = With(item, new(e.Owner, -e.FromReservation)),
            ChangedAt = e.At,
        };

    public static StockItem Apply(StockAdjusted e, StockItem item) => item with { OnHand = item.OnHand + e.Quantity, ChangedAt = e.At };

    private static List<StockReservation> With(StockItem item, StockReservation change)
    {
        var before = item.HeldFor(change.Owner);
        var after = (before ?? change) with { Quantity = (before?.Quantity ?? 0) + change.Quantity };
        var others = item.Reservations.Where(reservation => reservation.Owner != change.Owner);
        return after.Quantity == 0 ? [.. others] : [.. others, after];
    }
}
