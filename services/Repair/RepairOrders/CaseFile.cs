using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Charges;
using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R2: what a warranty decision and its quote are taken from, whichever door the unit came through: counter or field.</summary>
internal sealed record CaseFile(
    Fault Fault,
    Unit? Unit,
    ModelTerms? Terms,
    IReadOnlyList<Part> Parts,
    WarrantyTables Tables,
    RepairOptions Rules,
    PriceList Prices
)
{
    /// <summary>Price of a piece on the day of the quote; a part that nobody knows has none.</summary>
    public decimal PriceOf(string partNumber) =>
        Prices.OfPart(partNumber) ?? Parts.FirstOrDefault(part => part.Id == partNumber)?.Price ?? 0;

    /// <summary>The table by which a unit is decided that was handed in at this moment.</summary>
    public WarrantyTable TableOf(DateTimeOffset handedIn) => Tables.On(Rules.DayOf(handedIn));

    /// <summary>Why these parts cannot be named, or null.</summary>
    public Rejection? Refuse(IReadOnlyList<PartLine> lines, int laborLevel = 1)
    {
        if (Prices.OfHour(laborLevel) is null)
        {
            return Rejection.Invalid("labor-level-unknown", $"The price list has no level {laborLevel}.");
        }

        if (lines.DistinctBy(line => line.PartNumber).Count() < lines.Count)
        {
            return Rejection.Invalid("part-twice", "At most one line a part.");
        }

        return lines.Select(line => line.PartNumber).Except(Parts.Select(part => part.Id)).FirstOrDefault() is { } unknown
            ? Rejection.Invalid("part-unknown", $"No part {unknown} is known.")
            : null;
    }

    /// <summary>The part that the warranty speaks of: the battery, the charger and the headset have terms of their own.</summary>
    public static CoveredPart PartOf(string partClass) =>
        partClass switch
        {
            "battery" => CoveredPart.Battery,
            "charger" => CoveredPart.Charger,
            "headset" => CoveredPart.Headset,
            _ => CoveredPart.Host,
        };

    public WarrantyClaim Claim(
        RepairOrder order,
        FaultDiagnosed diagnosis,
        WarrantyCircumstances circumstances,
        UnitHistory history,
        DateTimeOffset now
    ) =>
        new(
            PartOf(diagnosis.PartClass),
            Rules.DayOf(order.ReceivedAt ?? now),
            Rules.DayOf(now),
            Unit?.SoldOn,
            Unit?.InvoiceNumber is not null,
            Unit?.FactoryDate,
            PromisedMonths(PartOf(diagnosis.PartClass)),
            history.DaysInRepair,
            diagnosis.ListedFault,
            diagnosis.Exclusion,
            history.CompletedRepairs,
            history.Replacements(diagnosis.PartClass),
            circumstances.DelayCause ?? (order.Status == RepairStatus.AwaitingParts ? DelayCause.MakerPartsMissing : DelayCause.None),
            diagnosis.RepeatOf is not null,
            circumstances.ModelAvailable,
            circumstances.RefusesAnotherModel,
            circumstances.Wish,
            Unit?.Price,
            Parts.FirstOrDefault(part => part.Class == diagnosis.PartClass)?.Price
        );

    private int? PromisedMonths(CoveredPart part) =>
        part switch
        {
            CoveredPart.Battery => Terms?.BatteryMonths,
            CoveredPart.Charger => Terms?.ChargerMonths,
            CoveredPart.Headset => Terms?.HeadsetMonths,
            _ => Terms?.WarrantyMonths,
        };
}

/// <summary>Looks up what a case is decided from.</summary>
internal sealed class CaseFiles(IOptions<RepairOptions> rules, TimeProvider clock)
{
    /// <summary>The customer's day of this moment.</summary>
    public DateOnly DayOf(DateTimeOffset at) => rules.Value.DayOf(at);

    /// <summary>The table by which a unit is decided that is handed in at this moment.</summary>
    public async Task<WarrantyTable> TableOf(IQuerySession query, DateTimeOffset handedIn, CancellationToken cancellationToken) =>
        (await WarrantyTables.Known(query, cancellationToken)).On(DayOf(handedIn));

    public async Task<CaseFile> Load(
        IQuerySession query,
        string imei,
        Fault fault,
        IEnumerable<PartLine> parts,
        CancellationToken cancellationToken
    )
    {
        var unit = await query.LoadAsync<Unit>(imei, cancellationToken);
        return new CaseFile(
            fault,
            unit,
            unit is null ? null : await query.LoadAsync<ModelTerms>(unit.Model, cancellationToken),
            await query.LoadManyAsync<Part>(cancellationToken, parts.Select(line => line.PartNumber).Distinct().ToArray()),
            await WarrantyTables.Known(query, cancellationToken),
            rules.Value,
            await PriceList.On(query, DayOf(clock.GetUtcNow()), cancellationToken) ?? PriceList.Of(rules.Value)
        );
    }
}

/// <summary>What only the people at the counter can know when the warranty is decided.</summary>
/// <param name="Wish">What the customer would like, or null.</param>
/// <param name="ModelAvailable">False when no unit of the same model can be had.</param>
/// <param name="RefusesAnotherModel">True when the customer takes no other model instead.</param>
/// <param name="DelayCause">
/// Why the repair takes long; missing parts of the maker while the order waits for parts, unless said otherwise.
/// </param>
public sealed record WarrantyCircumstances(
    RepairOption? Wish = null,
    bool ModelAvailable = true,
    bool RefusesAnotherModel = false,
    DelayCause? DelayCause = null
);
