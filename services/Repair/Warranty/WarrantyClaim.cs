using System.ComponentModel.DataAnnotations;

namespace CustomerService.Repair.Warranty;

/// <summary>What the fault is in; each has a term of its own.</summary>
public enum CoveredPart
{
    /// <summary>The phone.</summary>
    Host,

    /// <summary>The battery.</summary>
    Battery,

    /// <summary>The charger.</summary>
    Charger,

    /// <summary>The wired headset.</summary>
    Headset,
}

/// <summary>Found at the inspection: why the warranty does not answer for it.</summary>
public enum Exclusion
{
    /// <summary>Nothing of the kind.</summary>
    None,

    /// <summary>Damage by use, maintenance or storage.</summary>
    UserDamage,

    /// <summary>Opened by somebody who is not authorised.</summary>
    UnauthorisedOpening,

    /// <summary>The card was altered, or does not belong to the unit.</summary>
    AlteredCard,

    /// <summary>Force majeure.</summary>
    ForceMajeure,
}

/// <summary>Why the present repair takes so long.</summary>
public enum DelayCause
{
    /// <summary>It does not, or nobody is to blame.</summary>
    None,

    /// <summary>The maker did not supply parts.</summary>
    MakerPartsMissing,

    /// <summary>The repairer's own fault.</summary>
    RepairerFault,
}

/// <summary>What a customer may choose, or wishes.</summary>
public enum RepairOption
{
    /// <summary>Repair, free.</summary>
    Repair,

    /// <summary>Another unit of the same model.</summary>
    Exchange,

    /// <summary>Money back.</summary>
    Refund,

    /// <summary>The same accessory, new.</summary>
    ReplaceAccessory,

    /// <summary>Repair at the customer's cost, after a quote.</summary>
    PaidRepair,
}

/// <summary>R1: all that the warranty decision reads. What is not known is null: unknown is never taken for expired.</summary>
/// <param name="Part">What the fault is in.</param>
/// <param name="HandedInOn">Day on which the unit was handed in; days since the sale and the term count up to it.</param>
/// <param name="On">Day of the decision; waiting counts up to it.</param>
/// <param name="SoldOn">Day of sale, or null.</param>
/// <param name="HasInvoice">True when the day of sale stands on an invoice; otherwise it is the one that the maker registered.</param>
/// <param name="FactoryDate">Day of manufacture, or null.</param>
/// <param name="PromisedMonths">The maker's own term for this model, or null.</param>
/// <param name="DaysInRepair">Days of earlier repairs; they extend the term.</param>
/// <param name="ListedFault">True when an authorised repairer confirmed a fault of the list.</param>
/// <param name="Exclusion">What the inspection found against it.</param>
/// <param name="CompletedRepairs">Completed repairs of listed faults on the host.</param>
/// <param name="Replacements">How often this accessory was replaced.</param>
/// <param name="DelayCause">Why the present repair takes long.</param>
/// <param name="RepeatRepair">True when the same fault came back within the repeat window.</param>
/// <param name="ModelAvailable">False when no unit of the same model can be had.</param>
/// <param name="RefusesAnotherModel">True when the customer takes no other model instead.</param>
/// <param name="Wish">What the customer would like, or null.</param>
/// <param name="InvoicePrice">Price on the invoice, or null.</param>
/// <param name="AccessoryPrice">Price of the accessory on the day of a refund, or null.</param>
/// <param name="AccessorySoldAlone">True when the accessory has an invoice of its own.</param>
public sealed record WarrantyClaim(
    CoveredPart Part,
    [property: Range(typeof(DateOnly), "2000-01-01", "2199-12-31")] DateOnly HandedInOn,
    [property: Range(typeof(DateOnly), "2000-01-01", "2199-12-31")] DateOnly On,
    DateOnly? SoldOn = null,
    bool HasInvoice = false,
    DateOnly? FactoryDate = null,
    [property: Range(0, 1200)] int? PromisedMonths = null,
    [property: Range(0, 36500)] int DaysInRepair = 0,
    bool ListedFault = false,
    Exclusion Exclusion = Exclusion.None,
    [property: Range(0, 1000)] int CompletedRepairs = 0,
    [property: Range(0, 1000)] int Replacements = 0,
    DelayCause DelayCause = DelayCause.None,
    bool RepeatRepair = false,
    bool ModelAvailable = true,
    bool RefusesAnotherModel = false,
    RepairOption? Wish = null,
    [property: Range(0, 10_000_000)] decimal? InvoicePrice = null,
    [property: Range(0, 10_000_000)] decimal? AccessoryPrice = null,
    bool AccessorySoldAlone = false
);
