using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Warranty;
using Marten;

namespace CustomerService.Repair.RepairOrders;

/// <summary>What is known of a unit and its fault when the warranty is decided.</summary>
internal sealed record CaseFile(Fault Fault, Unit? Unit, ModelTerms? Terms)
{
    public static async Task<CaseFile?> Load(IQuerySession query, string imei, string faultCode, CancellationToken cancellationToken)
    {
        if (await query.LoadAsync<Fault>(faultCode, cancellationToken) is not { } fault)
        {
            return null;
        }

        var unit = await query.LoadAsync<Unit>(imei, cancellationToken);
        return new CaseFile(fault, unit, unit is null ? null : await query.LoadAsync<ModelTerms>(unit.Model, cancellationToken));
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
        decimal? accessoryPrice,
        RepairOptions rules,
        DateTimeOffset now
    ) =>
        new(
            PartOf(diagnosis.PartClass),
            rules.DayOf(order.ReceivedAt ?? now),
            rules.DayOf(now),
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
            accessoryPrice
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
