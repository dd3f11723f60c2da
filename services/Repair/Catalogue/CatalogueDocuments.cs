namespace CustomerService.Repair.Catalogue;

/// <summary>A spare part.</summary>
public sealed record Part
{
    /// <summary>Part number, for example CS-A1-SCREEN.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its class, for example screen.</summary>
    public required string Class { get; init; }

    /// <summary>Model that it fits.</summary>
    public required string Model { get; init; }

    /// <summary>Price to the customer, in the currency of the price list.</summary>
    public required decimal Price { get; init; }

    /// <summary>serial or lot.</summary>
    public required string Tracking { get; init; }

    /// <summary>Pieces that a site should have.</summary>
    public required int MinimumPerSite { get; init; }
}

/// <summary>A fault that people can name.</summary>
public sealed record Fault
{
    /// <summary>Its code, for example F03.</summary>
    public required string Id { get; init; }

    /// <summary>Chinese name.</summary>
    public required string Zh { get; init; }

    /// <summary>English name.</summary>
    public required string En { get; init; }

    /// <summary>Class of the part that it is in; battery, charger and headset have warranty terms of their own.</summary>
    public required string PartClass { get; init; }

    /// <summary>True when it stands on the statutory list.</summary>
    public required bool Listed { get; init; }

    /// <summary>What a visit reports that names no fault; two of them need not be the same one.</summary>
    internal const string Unnamed = "unnamed";

    /// <summary>A fault that a visit reports and the catalogue does not hold: of the phone itself, and on no list.</summary>
    internal static Fault NotListed(string code) =>
        new()
        {
            Id = code,
            Zh = code,
            En = code,
            PartClass = "",
            Listed = false,
        };
}

/// <summary>Warranty terms of a model. The store keeps the fact with the highest revision, whatever the order of arrival.</summary>
internal sealed record ModelTerms
{
    public required string Id { get; init; }
    public required int WarrantyMonths { get; init; }
    public required int BatteryMonths { get; init; }
    public required int ChargerMonths { get; init; }
    public required int HeadsetMonths { get; init; }
}

/// <summary>A unit; null is "not known". The store keeps the fact with the highest revision, whatever the order of arrival.</summary>
internal sealed record Unit
{
    public required string Id { get; init; }
    public required string Model { get; init; }
    public DateOnly? SoldOn { get; init; }
    public string? InvoiceNumber { get; init; }
    public decimal? Price { get; init; }
    public DateOnly? FactoryDate { get; init; }
}
