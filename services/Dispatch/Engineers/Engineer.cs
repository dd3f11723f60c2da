using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Dispatch.Engineers;

/// <summary>Whether an engineer works (D3).</summary>
public enum EngineerStatus
{
    /// <summary>Works.</summary>
    Active,

    /// <summary>Ill; gets no offers.</summary>
    Ill,

    /// <summary>Away for long; gets no offers.</summary>
    OnLeave,

    /// <summary>No longer in service.</summary>
    Left,
}

/// <summary>What an engineer's time is held for (D4).</summary>
public enum BookingKind
{
    /// <summary>A visit, from the offer on.</summary>
    Visit,

    /// <summary>Leave.</summary>
    Leave,

    /// <summary>A course.</summary>
    Course,

    /// <summary>A shift of the roster: time to work, in which visits may lie.</summary>
    Shift,
}

/// <summary>A certificate of a model.</summary>
/// <param name="Model">The model.</param>
/// <param name="ValidUntil">Last day on which it counts, or null for no end.</param>
public sealed record Certificate(string Model, DateOnly? ValidUntil = null)
{
    internal bool CountsOn(DateOnly day) => ValidUntil is null || day <= ValidUntil;
}

/// <summary>Time of an engineer that is spoken for.</summary>
/// <param name="Kind">What for.</param>
/// <param name="Reference">Of a visit its order and number, T00000042-W1/1; otherwise the number of the booking.</param>
/// <param name="From">Start.</param>
/// <param name="To">End.</param>
public sealed record Booking(BookingKind Kind, string Reference, DateTimeOffset From, DateTimeOffset To)
{
    internal bool Overlaps(DateTimeOffset from, DateTimeOffset to) => From < to && from < To;

    internal bool Holds(DateTimeOffset from, DateTimeOffset to) => From <= from && to <= To;

    internal bool Is(BookingKind kind, string reference) => Kind == kind && Reference == reference;
}

/// <summary>
/// An engineer with the calendar (D3, D4, D6). State and view are the same record, kept in step with the stream: its stream grows with every
/// visit for years, so decisions read this and need not fold it anew.
/// </summary>
public sealed record Engineer
{
    // Time that is long over is of no use to any decision.
    private static readonly TimeSpan KeptAfterTheEnd = TimeSpan.FromDays(7);

    /// <summary>The engineer's id, as the personnel system gave it.</summary>
    public required string Id { get; init; }

    /// <summary>Code of the home place.</summary>
    public required string HomeSite { get; init; }

    /// <summary>Part classes that the engineer can work on.</summary>
    public required IReadOnlyList<string> Skills { get; init; }

    /// <summary>Models that the engineer is certified for.</summary>
    public required IReadOnlyList<Certificate> Certificates { get; init; }

    /// <summary>Cities that the engineer serves; empty for all within reach.</summary>
    public required IReadOnlyList<string> RegionCodes { get; init; }

    /// <summary>active, ill, onLeave or left.</summary>
    public EngineerStatus Status { get; init; }

    /// <summary>Stock room of the engineer's van, or null.</summary>
    public string? VanRoom { get; init; }

    /// <summary>Offered and confirmed visits that are not over, leave, courses and shifts.</summary>
    public IReadOnlyList<Booking> Bookings { get; init; } = [];

    internal EngineerProfile Profile => new(HomeSite, Skills, Certificates, RegionCodes, Status, VanRoom);

    internal IEnumerable<Booking> Visits => Bookings.Where(b => b.Kind == BookingKind.Visit);

    /// <summary>D4: free, and at work: who has shifts works in them only.</summary>
    internal bool IsFree(DateTimeOffset from, DateTimeOffset to, Booking? except = null)
    {
        var shifts = Bookings.Where(b => b.Kind == BookingKind.Shift).ToList();
        return !Bookings.Any(b => b.Kind != BookingKind.Shift && b != except && b.Overlaps(from, to))
            && (shifts.Count == 0 || shifts.Any(s => s.Holds(from, to)));
    }

    internal static Engineer Of(string id, EngineerProfile profile, IReadOnlyList<Booking> bookings) =>
        new()
        {
            Id = id,
            HomeSite = profile.HomeSite,
            Skills = profile.Skills,
            Certificates = profile.Certificates,
            RegionCodes = profile.RegionCodes,
            Status = profile.Status,
            VanRoom = profile.VanRoom,
            Bookings = bookings,
        };

    internal IReadOnlyList<Booking> BookingsSince(DateTimeOffset now) =>
        [.. Bookings.Where(b => b.Kind == BookingKind.Visit || b.To > now - KeptAfterTheEnd)];
}

internal sealed partial class EngineerProjection : SingleStreamProjection<Engineer, string>
{
    public static Engineer Create(IEvent<EngineerRegistered> e) => Engineer.Of(e.StreamKey!, e.Data.Profile, []);

    public static Engineer Apply(EngineerChanged e, Engineer engineer) => Engineer.Of(engineer.Id, e.Profile, engineer.Bookings);

    public static Engineer Apply(TimeBooked e, Engineer engineer) =>
        engineer with
        {
            Bookings = [.. engineer.BookingsSince(e.At), new Booking(e.Kind, e.Reference, e.From, e.To)],
        };

    public static Engineer Apply(TimeReleased e, Engineer engineer) =>
        engineer with
        {
            Bookings = [.. engineer.Bookings.Where(b => !b.Is(e.Kind, e.Reference))],
        };
}
