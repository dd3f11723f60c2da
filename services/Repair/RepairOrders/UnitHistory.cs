using CustomerService.Repair.Catalogue;
using JasperFx.Events;
using Marten;

namespace CustomerService.Repair.RepairOrders;

/// <summary>A repair that was handed over, in the stream of its unit; appended in the transaction of the hand-over.</summary>
internal sealed record RepairRecorded(
    string RepairOrderNumber,
    string FaultCode,
    string PartClass,
    bool ListedFault,
    bool Replacement,
    DateOnly HandedOverOn,
    int DaysInRepair
);

/// <summary>An order has the unit in hand, until it ends.</summary>
internal sealed record UnitTakenIn(string RepairOrderNumber);

/// <summary>
/// R1, R3: what was done to one unit before, over all sites. A decision that reads it holds the row lock of the unit's stream until its
/// commit, and so does a hand-over: no repair of the same unit can complete unseen between the look and the decision.
/// </summary>
internal sealed record UnitHistory
{
    public required string Id { get; init; }
    public IReadOnlyList<RepairRecorded> Repairs { get; init; } = [];

    /// <summary>True when the repair of this order is in it.</summary>
    public bool Holds(string orderNumber) => Repairs.Any(repair => repair.RepairOrderNumber == orderNumber);

    /// <summary>Without the repair of this order: an order does not count itself.</summary>
    public UnitHistory Before(string orderNumber) =>
        Holds(orderNumber) ? this with { Repairs = [.. Repairs.Where(repair => repair.RepairOrderNumber != orderNumber)] } : this;

    public int DaysInRepair => Repairs.Sum(repair => repair.DaysInRepair);

    /// <summary>Completed repairs of listed faults on the host (H3).</summary>
    public int CompletedRepairs => Repairs.Count(repair => repair.ListedFault && !repair.Replacement);

    /// <summary>How often the accessory was replaced (A1, A2).</summary>
    public int Replacements(string partClass) => Repairs.Count(repair => repair.Replacement && repair.PartClass == partClass);

    /// <summary>R3: the latest repair of the same fault that should still hold on <paramref name="day"/>, or null.</summary>
    public string? RepeatOf(string faultCode, DateOnly day, int windowDays) =>
        Repairs
            .Where(repair =>
                repair.FaultCode == faultCode
                && faultCode != Fault.Unnamed
                && repair.HandedOverOn <= day
                && day.DayNumber - repair.HandedOverOn.DayNumber <= windowDays
            )
            .MaxBy(repair => repair.HandedOverOn)
            ?.RepairOrderNumber;

    /// <summary>The order that took the unit in last; whether it still has it, the order knows.</summary>
    public string? TakenInBy { get; init; }

    public static UnitHistory Create(IEvent<RepairRecorded> first) => new() { Id = first.StreamKey!, Repairs = [first.Data] };

    public static UnitHistory Create(IEvent<UnitTakenIn> first) =>
        new() { Id = first.StreamKey!, TakenInBy = first.Data.RepairOrderNumber };

    public UnitHistory Apply(UnitTakenIn e) => this with { TakenInBy = e.RepairOrderNumber };

    public UnitHistory Apply(RepairRecorded e) => this with { Repairs = [.. Repairs, e] };

    public static string KeyOf(string imei) => $"unit/{imei}";

    public static UnitHistory Empty(string imei) => new() { Id = KeyOf(imei) };

    public static Task<IEventStream<UnitHistory>> Lock(IDocumentSession session, string imei, CancellationToken cancellationToken) =>
        session.Events.FetchForExclusiveWriting<UnitHistory>(KeyOf(imei), cancellationToken);
}
