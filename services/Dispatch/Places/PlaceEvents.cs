using Marten;

namespace CustomerService.Dispatch.Places;

// The stored schema of the place stream; its key is place/ and the code. Each event says all that is known of the place, so that whoever reads
// the newest one needs no other.

/// <summary>What is known of a place.</summary>
internal sealed record PlaceProfile(
    string Name,
    PlaceKind Kind,
    PlaceStatus Status,
    string Province,
    string City,
    string RegionCode,
    double Latitude,
    double Longitude,
    string Hours,
    int Capacity,
    IReadOnlyList<string> Services
)
{
    /// <summary>One time zone for all of China; without summer time.</summary>
    public static readonly TimeSpan UsualUtcOffset = TimeSpan.FromHours(8);

    public string? Parent { get; init; }
    public string? Address { get; init; }
    public string? Phone { get; init; }
    public IReadOnlyList<string> Brands { get; init; } = [];
    public TimeSpan UtcOffset { get; init; } = UsualUtcOffset;

    /// <summary>Equal in content; a record alone would compare the lists by reference.</summary>
    public bool SaysTheSameAs(PlaceProfile other) =>
        this with { Services = other.Services, Brands = other.Brands } == other
        && Services.SequenceEqual(other.Services)
        && Brands.SequenceEqual(other.Brands);
}

internal sealed record PlaceRegistered(PlaceProfile Profile, DateTimeOffset At);

internal sealed record PlaceChanged(PlaceProfile Profile, string Reason, DateTimeOffset At);

internal static class PlaceEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<PlaceRegistered>("place_registered_v1");
        options.Events.MapEventType<PlaceChanged>("place_changed_v1");
    }
}
