using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;

namespace CustomerService.Repair.Inventory;

/// <summary>R7: how a shortage was cleared up.</summary>
public enum ShortageOutcome
{
    /// <summary>The pieces are on the books now, and leave them for the visit.</summary>
    Booked,

    /// <summary>The pieces were never ours: the report was wrong, or they came from elsewhere.</summary>
    WrittenOff,
}

/// <summary>
/// R7: a visit reported pieces that its stock room does not hold free, or a part that nobody knows. It stays open until somebody settles
/// it.
/// </summary>
public sealed record StockShortage
{
    /// <summary>Its number: work order, visit and line.</summary>
    public required string Id { get; init; }

    /// <summary>The visit that reported it.</summary>
    public required StockOwner Owner { get; init; }

    /// <summary>Code of the stock room.</summary>
    public required string StockRoom { get; init; }

    /// <summary>Part number as reported.</summary>
    public required string PartNumber { get; init; }

    /// <summary>Pieces that were used but are not on the books.</summary>
    public required int Missing { get; init; }

    /// <summary>True when the catalogue has no such part.</summary>
    public required bool IsPartUnknown { get; init; }

    /// <summary>When it was reported.</summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>How it was settled; null while it is open.</summary>
    public ShortageOutcome? Outcome { get; init; }

    /// <summary>The part that was booked; null when none was.</summary>
    public string? BookedPart { get; init; }

    /// <summary>Why it was settled so.</summary>
    public string? Reason { get; init; }

    /// <summary>Who settled it, as role:id.</summary>
    public string? SettledBy { get; init; }

    /// <summary>When it was settled; null while it is open.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    internal static string NumberOf(string workOrderNumber, int visit, int line) =>
        FormattableString.Invariant($"{workOrderNumber}-V{visit}-S{line}");
}

internal sealed record ShortageFound(
    StockOwner Owner,
    string StockRoom,
    string PartNumber,
    int Missing,
    bool IsPartUnknown,
    DateTimeOffset At
);

internal sealed record ShortageSettled(ShortageOutcome Outcome, string? BookedPart, string Reason, string By, DateTimeOffset At);

internal sealed partial class StockShortageProjection : SingleStreamProjection<StockShortage, string>
{
    public static StockShortage Create(IEvent<ShortageFound> found) =>
        new()
        {
            Id = found.StreamKey!,
            Owner = found.Data.Owner,
            StockRoom = found.Data.StockRoom,
            PartNumber = found.Data.PartNumber,
            Missing = found.Data.Missing,
            IsPartUnknown = found.Data.IsPartUnknown,
            FoundAt = found.Data.At,
        };

    public static StockShortage Apply(ShortageSettled e, StockShortage shortage) =>
        shortage with
        {
            Outcome = e.Outcome,
            BookedPart = e.BookedPart,
            Reason = e.Reason,
            SettledBy = e.By,
            SettledAt = e.At,
        };
}

internal static class ShortageEvents
{
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<ShortageFound>("shortage_found_v1");
        options.Events.MapEventType<ShortageSettled>("shortage_settled_v1");
    }
}
