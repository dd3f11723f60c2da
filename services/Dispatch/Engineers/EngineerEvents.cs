using Marten;

namespace CustomerService.Dispatch.Engineers;

// The stored schema of the engineer stream; its key is the engineer's id. Ids only: names of staff live in the personnel system. What is known of an
// engineer is said whole, so that whoever reads the newest event needs no other.

/// <summary>What is known of an engineer.</summary>
internal sealed record EngineerProfile(
    string HomeSite,
    IReadOnlyList<string> Skills,
    IReadOnlyList<Certificate> Certificates,
    IReadOnlyList<string> RegionCodes,
    EngineerStatus Status,
    string? VanRoom
)
{
    /// <summary>Equal in content; a record alone would compare the lists by reference.</summary>
    public bool SaysTheSameAs(EngineerProfile other) =>
        this with { Skills = other.Skills, Certificates = other.Certificates, RegionCodes = other.RegionCodes } == other
        && Skills.SequenceEqual(other.Skills)
        && Certificates.SequenceEqual(other.Certificates)
        && RegionCodes.SequenceEqual(other.RegionCodes);
}

internal sealed record EngineerRegistered(EngineerProfile Profile, DateTimeOffset At);

internal sealed record EngineerChanged(EngineerProfile Profile, string Reason, DateTimeOffset At);

internal sealed record TimeBooked(BookingKind Kind, string Reference, DateTimeOffset From, DateTimeOffset To, DateTimeOffset At);

internal sealed record TimeReleased(BookingKind Kind, string Reference, string Reason, DateTimeOffset At);

internal static class EngineerEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<EngineerRegistered>("engineer_registered_v1");
        options.Events.MapEventType<EngineerChanged>("engineer_changed_v1");
        options.Events.MapEventType<TimeBooked>("time_booked_v1");
        options.Events.MapEventType<TimeReleased>("time_released_v1");
    }
}
