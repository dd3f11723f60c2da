using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Marten;

namespace CustomerService.Repair.Charges;

/// <summary>R9: the prices from a day on, until the next list. A quote names the list that it was made by.</summary>
public sealed record PriceList
{
    /// <summary>First day on which quotes are made by it, for example 2026-07-01; there is one list a day.</summary>
    public required string Id { get; init; }

    /// <summary>Price of an hour by level of the work.</summary>
    public required IReadOnlyList<LaborPrice> Labor { get; init; }

    /// <summary>Price of a kilometre to the customer's and back.</summary>
    public required decimal TravelPerKilometre { get; init; }

    /// <summary>Prices of parts; a part that is not named has the price of the catalogue.</summary>
    public IReadOnlyList<PartPrice> Parts { get; init; } = [];

    internal const string DayFormat = "yyyy-MM-dd";

    /// <summary>Before the first list: the options.</summary>
    internal static PriceList Of(RepairOptions rules) =>
        new()
        {
            Id = "",
            Labor = [new LaborPrice(1, rules.LaborRate)],
            TravelPerKilometre = 0,
        };

    internal decimal? OfHour(int level) => Labor.FirstOrDefault(price => price.Level == level)?.PerHour;

    internal decimal? OfPart(string partNumber) => Parts.FirstOrDefault(price => price.PartNumber == partNumber)?.Price;

    internal bool Says(PriceList other) =>
        Id == other.Id
        && TravelPerKilometre == other.TravelPerKilometre
        && Labor.SequenceEqual(other.Labor)
        && Parts.SequenceEqual(other.Parts);

    /// <summary>The list in force on <paramref name="day"/>, or null before the first one.</summary>
    internal static async Task<PriceList?> On(IQuerySession query, DateOnly day, CancellationToken cancellationToken)
    {
        var key = day.ToString(DayFormat, CultureInfo.InvariantCulture);
        return await query
            .Query<PriceList>()
            .Where(list => list.Id.CompareTo(key) <= 0)
            .OrderByDescending(list => list.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }
}

/// <summary>Price of an hour of work of one level.</summary>
/// <param name="Level">Level of the work, from 1.</param>
/// <param name="PerHour">Price of an hour.</param>
public sealed record LaborPrice([property: Range(1, 9)] int Level, [property: Range(0, 100_000)] decimal PerHour);

/// <summary>Price of one part.</summary>
/// <param name="PartNumber">Part number.</param>
/// <param name="Price">Price of a piece.</param>
public sealed record PartPrice(
    [property: Required, StringLength(40, MinimumLength = 1)] string PartNumber,
    [property: Range(0, 10_000_000)] decimal Price
);
