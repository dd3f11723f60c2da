namespace CustomerService.Repair.Charges;

/// <summary>What a line of a quote or a charge is for.</summary>
public enum ChargeKind
{
    /// <summary>A part.</summary>
    Part,

    /// <summary>Hours of work.</summary>
    Labor,

    /// <summary>Kilometres to the customer's and back.</summary>
    Travel,
}

/// <summary>One line of a quote or a charge.</summary>
/// <param name="Look">The look that found it; the diagnosis is the first.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Item">Part number, or level of the work; empty for travel.</param>
/// <param name="Quantity">Pieces, hours or kilometres.</param>
/// <param name="UnitPrice">Price of one.</param>
/// <param name="Amount">Both multiplied, in whole cents.</param>
public sealed record ChargeLine(int Look, ChargeKind Kind, string Item, decimal Quantity, decimal UnitPrice, decimal Amount);

/// <summary>How the money of an order stands (R9); each fact about money carries it as it is after the fact.</summary>
/// <param name="Revision">Counts the changes, from 1.</param>
/// <param name="Charged">Sum of the lines that the customer accepted.</param>
/// <param name="Paid">What was paid and not returned.</param>
/// <param name="Waived">What the customer need not pay.</param>
/// <param name="Currency">ISO 4217.</param>
internal sealed record Settlement(int Revision, decimal Charged, decimal Paid, decimal Waived, string Currency)
{
    /// <summary>What is still to be paid; less than zero: what is to be returned.</summary>
    public decimal Due => Charged - Waived - Paid;

    public SettlementStatus Status =>
        Due switch
        {
            > 0 => SettlementStatus.Open,
            < 0 => SettlementStatus.ReturnDue,
            _ => Charged > 0 ? SettlementStatus.Settled : SettlementStatus.None,
        };
}

/// <summary>Whether an order is paid for.</summary>
public enum SettlementStatus
{
    /// <summary>Nothing is charged.</summary>
    None,

    /// <summary>Something is still to be paid.</summary>
    Open,

    /// <summary>What is charged is paid or waived, all of it.</summary>
    Settled,

    /// <summary>More was paid than is charged now.</summary>
    ReturnDue,
}

/// <summary>How something was paid.</summary>
public enum PaymentKind
{
    /// <summary>Cash.</summary>
    Cash,

    /// <summary>Card.</summary>
    Card,

    /// <summary>A wallet on the phone.</summary>
    Wallet,

    /// <summary>Bank transfer.</summary>
    Transfer,
}
