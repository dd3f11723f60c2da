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

/// <summary>
/// R1, R3: what was done to one unit before, over all sites. A decision that reads it holds the row lock of the unit's stream until its
/// commit, and so does a hand-over: no repair of the same unit can complete unseen between the look and the decision.
/// </summary>
internal sealed record UnitHistory
{
    public required string Id { get; init; }
    public IReadOnlyList<RepairRecorded> Repairs { get; init; } = [];

    public int DaysInRepair => Repairs.Sum(repair => repair.DaysInRepair);

    /// <summary>Completed repairs of listed faults on the host (H3).</summary>
    public int CompletedRepairs => Repairs.Count(repair => repair.ListedFault && !repair.Replacement);

    /// <summary>How often the accessory was replaced (A1, A2).</summary>
    public int Replacements(string partClass) => Repairs.Count(repair => repair.Replacement && repair.PartClass == partClass);

    /// <summary>R3: the latest repair of the same fault that should still hold on <paramref name="day"/>, or null.</summary>
    public string? RepeatOf(string faultCode, DateOnly day, int windowDays) =>
        Repairs
            .Where(repair =>
                repair.FaultCode == faultCode && repair.HandedOverOn <= day && day.DayNumber - repair.HandedOverOn.DayNumber <= windowDays
            )
            .MaxBy(repair => repair.HandedOverOn)
            ?.RepairOrderNumber;

    public static UnitHistory Create(IEvent<RepairRecorded> first) => new() { Id = first.StreamKey!, Repairs = [first.Data] };

    public UnitHistory Apply(RepairRecorded e) => this with { Repairs = [.. Repairs, e] };

    public static string KeyOf(string imei) => $"unit/{imei}";

    public static UnitHistory Empty(string imei) => new() { Id = KeyOf(imei) };

    public static Task<IEventStream<UnitHistory>> Lock(IDocumentSession session, string imei, CancellationToken cancellationToken) =>
        session.Events.FetchForExclusiveWriting<UnitHistory>(KeyOf(imei), cancellationToken);
}
