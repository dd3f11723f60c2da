using CustomerService.ServiceDefaults;

namespace CustomerService.Repair.Warranty;

/// <summary>
/// R1: the statutory table for mobile phones, row by row. Each row states its whole condition, so that every claim meets exactly one, in
/// whatever order they are read. Two rows are ours: U1 asks for evidence where nothing is known; O2 is the duty of whoever repaired last.
/// </summary>
internal static class WarrantyRules
{
    private static readonly Func<WarrantyFacts, decimal?> NoRefund = _ => null;
    private static readonly Func<WarrantyFacts, decimal?> FullPrice = f => f.Claim.InvoicePrice;
    private static readonly Func<WarrantyFacts, decimal?> AccessoryPrice = f =>
        f.Claim.AccessorySoldAlone ? f.Claim.InvoicePrice : f.Claim.AccessoryPrice;

    public static IReadOnlyList<Row> Rows { get; } =
    [
        // Outside the warranty.
        new("X1", f => f.IsExcluded || (f.TermIsKnown && !f.IsCovered && !f.IsRepeat), [RepairOption.PaidRepair], Payer.Customer, NoRefund),
        new("U1", f => !f.IsExcluded && !f.TermIsKnown && !f.IsRepeat, [RepairOption.PaidRepair], Payer.Customer, NoRefund),
        new("O2", f => !f.IsExcluded && !f.IsCovered && f.IsRepeat, [RepairOption.Repair], Payer.Repairer, NoRefund),
        // The phone.
        new(
            "H1",
            f => f.IsBoughtHost && f.InRefundDays,
            [RepairOption.Refund, RepairOption.Exchange, RepairOption.Repair],
            Payer.Seller,
            FullPrice
        ),
        new(
            "H2",
            f => f.IsBoughtHost && f.InExchangeDays && !f.RefundTakesOver,
            [RepairOption.Exchange, RepairOption.Repair],
            Payer.Seller,
            NoRefund
        ),
        new("H3", f => f.IsBoughtHost && f.RepairedInVain && !f.RefundTakesOver, [RepairOption.Exchange], Payer.Seller, NoRefund),
        new(
            "H4",
            f => f.IsBoughtHost && !f.IsDueAlready && f.PartsAreLate && !f.RefundTakesOver,
            [RepairOption.Exchange],
            Payer.Seller,
            NoRefund
        ),
        new(
            "H5",
            f => f.IsBoughtHost && !f.IsDueAlready && f.RepairerIsLate && !f.RefundTakesOver,
            [RepairOption.Exchange],
            Payer.Seller,
            NoRefund
        ),
        new("H6", f => f.ExchangeIsDue && f.NoModelToTake, [RepairOption.Refund], Payer.Seller, FullPrice),
        new("H7", f => f.ExchangeIsDue && f.WantsMoney, [RepairOption.Refund], Payer.Seller, f => f.DepreciatedPrice),
        new(
            "H8",
            f => f.IsHost && f.IsCovered && !(f.IsBoughtHost && f.InRefundDays) && !f.ExchangeIsDue,
            [RepairOption.Repair],
            Payer.Maker,
            NoRefund
        ),
        // Its accessories.
        new("A1", f => f.IsAccessory && f.IsCovered && !f.ReplacedInVain, [RepairOption.ReplaceAccessory], Payer.Seller, NoRefund),
        new("A2", f => f.IsAccessory && f.IsCovered && f.ReplacedInVain, [RepairOption.Refund], Payer.Seller, AccessoryPrice),
    ];

    public static WarrantyDecision Decide(WarrantyClaim claim, WarrantyTable table)
    {
        var facts = new WarrantyFacts(claim, table);
        var row = Rows.Single(r => r.Applies(facts));
        var refund = row.RefundOf(facts);
        return new WarrantyDecision(
            row.Name,
            row.Options,
            row.Payer != Payer.Customer,
            row.Payer,
            [.. Reasons(facts, row, refund)],
            table.Version,
            refund,
            facts.EndsOn
        );
    }

    /// <summary>Why the term stands as it does; also the reasons of a cover.</summary>
    public static IEnumerable<string> TermReasons(WarrantyFacts facts)
    {
        if (facts.Claim.SoldOn > facts.Claim.HandedInOn)
        {
            yield return "sale-date-after-hand-in";
        }
        else if (facts.Claim.SoldOn is null)
        {
            yield return "no-sale-date";
        }

        yield return facts.Start switch
        {
            TermStart.Sale => facts.Claim.HasInvoice ? "invoice-date" : "registered-sale-date",
            TermStart.Factory => $"factory-date-plus-{facts.Table.FactoryDateGraceDays}",
            _ => "no-factory-date",
        };
        if (facts.TermIsKnown && facts.Claim.DaysInRepair > 0)
        {
            yield return "time-in-repair-added";
        }

        if (facts.TermIsKnown && facts.Claim.PromisedMonths > facts.Table.Terms[facts.Claim.Part])
        {
            yield return "longer-promise-of-the-maker";
        }

        yield return !facts.TermIsKnown ? "evidence-requested"
        : facts.InTerm ? "in-term"
        : "past-term";
    }

    private static IEnumerable<string> Reasons(WarrantyFacts facts, Row row, decimal? refund)
    {
        foreach (var reason in TermReasons(facts))
        {
            yield return reason;
        }

        yield return facts.IsListed ? "listed-fault" : "fault-not-listed";
        if (facts.IsExcluded)
        {
            yield return facts.Claim.Exclusion.ToCode();
        }

        if (facts.IsRepeat)
        {
            yield return "repeat-repair";
        }

        if (facts.ExchangeIsDue && !facts.Claim.ModelAvailable)
        {
            yield return "same-model-not-available";
        }

        if (row.Options.Contains(RepairOption.Refund) && refund is null)
        {
            yield return "price-unknown";
        }
    }

    /// <summary>One row of the table.</summary>
    internal sealed record Row(
        string Name,
        Func<WarrantyFacts, bool> Applies,
        IReadOnlyList<RepairOption> Options,
        Payer Payer,
        Func<WarrantyFacts, decimal?> RefundOf
    );
}
