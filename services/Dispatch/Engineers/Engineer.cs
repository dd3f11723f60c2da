using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Dispatch.Engineers;

/// <summary>Time of an engineer that a visit holds.</summary>
/// <param name="WorkOrderNumber">The work order.</param>
/// <param name="Visit">The visit in it.</param>
/// <param name="From">Start.</param>
/// <param name="To">End.</param>
public sealed record Booking(string WorkOrderNumber, int Visit, DateTimeOffset From, DateTimeOffset To)
{
    internal bool Overlaps(DateTimeOffset from, DateTimeOffset to) => From < to && from < To;
}

/// <summary>
/// An engineer with the calendar (D3, D6). State and view are the same record, kept in step with the stream: its stream grows with every
/// visit for years, so decisions read this and need not fold it anew.
/// </summary>
public sealed record Engineer
{
    /// <summary>The engineer's id, as the personnel system gave it.</summary>
    public required string Id { get; init; }

    /// <summary>Code of the home site.</summary>
    public required string HomeSite { get; init; }

    /// <summary>Part classes that the engineer can work on.</summary>
    public required IReadOnlyList<string> Skills { get; init; }

    /// <summary>Models that the engineer is certified for.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Cities that the engineer serves; empty for all within reach.</summary>
    public required IReadOnlyList<string> RegionCodes { get; init; }

    /// <summary>Offered and confirmed visits that are not over.</summary>
    public IReadOnlyList<Booking> Bookings { get; init; } = [];

    internal bool IsFree(DateTimeOffset from, DateTimeOffset to) => !Bookings.Any(b => b.Overlaps(from, to));
}

internal sealed partial class EngineerProjection : SingleStreamProjection<Engineer, string>
{
    public static Engineer Create(IEvent<EngineerRegistered> e) =>
        new()
        {
            Id = e.StreamKey!,
            HomeSite = e.Data.HomeSite,
            Skills = e.Data.Skills,
            Models = e.Data.Models,
            RegionCodes = e.Data.RegionCodes,
        };

    public static Engineer Apply(EngineerChanged e, Engineer engineer) =>
        engineer with
        {
            HomeSite = e.HomeSite,
            Skills = e.Skills,
            Models = e.Models,
            RegionCodes = e.RegionCodes,
        };

    public static Engineer Apply(SlotBooked e, Engineer engineer) =>
        engineer with
        {
            Bookings = [.. engineer.Bookings, new Booking(e.WorkOrderNumber, e.Visit, e.From, e.To)],
        };

    public static Engineer Apply(SlotReleased e, Engineer engineer) =>
        engineer with
        {
            Bookings = [.. engineer.Bookings.Where(b => b.WorkOrderNumber != e.WorkOrderNumber || b.Visit != e.Visit)],
        };
}
