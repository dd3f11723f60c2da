namespace CustomerService.Dispatch.Sites;

/// <summary>Rank of a service site.</summary>
public enum SiteKind
{
    /// <summary>A centre with a workshop.</summary>
    Center,

    /// <summary>A service point.</summary>
    Site,
}

/// <summary>
/// A service site (D1). Master data, replaced whole by an import; what was decided with it stands in the events of those decisions.
/// </summary>
public sealed record Site
{
    /// <summary>The site's code, for example S310101; never reused.</summary>
    public required string Code { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>center or site.</summary>
    public required SiteKind Kind { get; init; }

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

    /// <summary>Opening hours, for example 08:00-20:00.</summary>
    public required string Hours { get; init; }

    /// <summary>Jobs a day.</summary>
    public required int Capacity { get; init; }

    /// <summary>Services that the site may give: depot, exchange, on-site.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    internal GeoPosition Position => new(Latitude, Longitude);

    /// <summary>Equal in content; a record alone would compare the two lists by reference.</summary>
    internal bool SaysTheSameAs(Site other) => this with { Services = other.Services } == other && Services.SequenceEqual(other.Services);
}

/// <summary>What a ranking needs of a site.</summary>
internal sealed record SitePosition(string Code, string RegionCode, double Latitude, double Longitude)
{
    public GeoPosition Position => new(Latitude, Longitude);
}
