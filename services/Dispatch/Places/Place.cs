using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Dispatch.Places;

/// <summary>What a place is (D1).</summary>
public enum PlaceKind
{
    /// <summary>Headquarters.</summary>
    Headquarters,

    /// <summary>A factory.</summary>
    Factory,

    /// <summary>Recovery centre (BMC): takes in and judges old units and bad parts.</summary>
    RecoveryCenter,

    /// <summary>A centre with a workshop.</summary>
    Center,

    /// <summary>A service site.</summary>
    Site,
}

/// <summary>Whether a place works (D1).</summary>
public enum PlaceStatus
{
    /// <summary>Will open; takes no work yet.</summary>
    Planned,

    /// <summary>Works.</summary>
    Active,

    /// <summary>Takes no new work for a time.</summary>
    Suspended,

    /// <summary>Closed for good.</summary>
    Closed,
}

/// <summary>
/// A place (D1). State and view in one: decisions read all that people see. What was decided with it stands in the events of those decisions.
/// </summary>
public sealed record Place
{
    internal const string OnSite = "on-site";

    /// <summary>place/ and the code.</summary>
    public required string Id { get; init; }

    /// <summary>The place's code, for example S310101; never reused.</summary>
    public string Code => CodeOf(Id);

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>headquarters, factory, recoveryCenter, center or site.</summary>
    public required PlaceKind Kind { get; init; }

    /// <summary>Code of the place that it belongs to, or null.</summary>
    public string? Parent { get; init; }

    /// <summary>planned, active, suspended or closed.</summary>
    public required PlaceStatus Status { get; init; }

    /// <summary>Province.</summary>
    public required string Province { get; init; }

    /// <summary>City.</summary>
    public required string City { get; init; }

    /// <summary>GB/T 2260 code of the city; its first two digits are the province.</summary>
    public required string RegionCode { get; init; }

    /// <summary>Degrees north.</summary>
    public required double Latitude { get; init; }

    /// <summary>Degrees east.</summary>
    public required double Longitude { get; init; }

    /// <summary>Street address of the counter.</summary>
    public string? Address { get; init; }

    /// <summary>Phone of the counter.</summary>
    public string? Phone { get; init; }

    /// <summary>Opening hours of each day, local time, for example 08:00-20:00.</summary>
    public required string Hours { get; init; }

    /// <summary>Jobs a day.</summary>
    public required int Capacity { get; init; }

    /// <summary>Services that the place may give: depot, exchange, on-site.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>Brands that the place may work on; empty for all.</summary>
    public IReadOnlyList<string> Brands { get; init; } = [];

    /// <summary>Local time against UTC.</summary>
    public TimeSpan UtcOffset { get; init; } = PlaceProfile.UsualUtcOffset;

    /// <summary>When anything about it last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    internal static string KeyOf(string code) => $"place/{code}";

    internal static string CodeOf(string key) => key["place/".Length..];

    internal bool MaySendEngineers => Status == PlaceStatus.Active && Services.Contains(OnSite);

    internal DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.ToOffset(UtcOffset).DateTime);

    internal GeoPosition Position => new(Latitude, Longitude);

    internal PlaceProfile Profile =>
        new(Name, Kind, Status, Province, City, RegionCode, Latitude, Longitude, Hours, Capacity, Services)
        {
            Parent = Parent,
            Address = Address,
            Phone = Phone,
            Brands = Brands,
            UtcOffset = UtcOffset,
        };

    internal static Place Of(string key, PlaceProfile profile, DateTimeOffset at) =>
        new()
        {
            Id = key,
            Name = profile.Name,
            Kind = profile.Kind,
            Parent = profile.Parent,
            Status = profile.Status,
            Province = profile.Province,
            City = profile.City,
            RegionCode = profile.RegionCode,
            Latitude = profile.Latitude,
            Longitude = profile.Longitude,
            Address = profile.Address,
            Phone = profile.Phone,
            Hours = profile.Hours,
            Capacity = profile.Capacity,
            Services = profile.Services,
            Brands = profile.Brands,
            UtcOffset = profile.UtcOffset,
            ChangedAt = at,
        };
}

internal sealed partial class PlaceProjection : SingleStreamProjection<Place, string>
{
    public static Place Create(IEvent<PlaceRegistered> e) => Place.Of(e.StreamKey!, e.Data.Profile, e.Data.At);

    public static Place Apply(PlaceChanged e, Place place) => Place.Of(place.Id, e.Profile, e.At);
}
