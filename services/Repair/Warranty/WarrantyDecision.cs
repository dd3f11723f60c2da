namespace CustomerService.Repair.Warranty;

/// <summary>Who bears the cost.</summary>
public enum Payer
{
    /// <summary>The customer.</summary>
    Customer,

    /// <summary>The seller, with recourse to the maker.</summary>
    Seller,

    /// <summary>The maker.</summary>
    Maker,

    /// <summary>The repairer, whose work did not hold.</summary>
    Repairer,
}

/// <summary>R1: the answer of the table.</summary>
/// <param name="Row">Row that was met: X1, U1, O2, H1 to H8, A1, A2.</param>
/// <param name="Options">What the customer may choose.</param>
/// <param name="Free">True when the customer pays nothing.</param>
/// <param name="Payer">Who bears the cost.</param>
/// <param name="RefundAmount">What a refund comes to, or null when none is offered or the price is not known.</param>
/// <param name="TermEndsOn">Last day of the term, or null when it is unknown.</param>
/// <param name="Reasons">Codes, in the order in which they were found.</param>
/// <param name="TableVersion">Version of the table.</param>
public sealed record WarrantyDecision(
    string Row,
    IReadOnlyList<RepairOption> Options,
    bool Free,
    Payer Payer,
    IReadOnlyList<string> Reasons,
    string TableVersion,
    decimal? RefundAmount = null,
    DateOnly? TermEndsOn = null
)
{
    /// <summary>True when it says the same as <paramref name="other"/>: deciding again then adds nothing.</summary>
    internal bool Says(WarrantyDecision? other) =>
        other is not null
        && this with { Options = [], Reasons = [] } == other with { Options = [], Reasons = [] }
        && Options.SequenceEqual(other.Options)
        && Reasons.SequenceEqual(other.Reasons);
}
