namespace CustomerService.Repair.Warranty;

/// <summary>Where the term starts from.</summary>
internal enum TermStart
{
    /// <summary>Neither a day of sale nor a day of manufacture is known.</summary>
    Unknown,

    /// <summary>The day of sale.</summary>
    Sale,

    /// <summary>The day of manufacture and the days of grace: such a unit is entitled to free repair, not to exchange or refund.</summary>
    Factory,
}

/// <summary>The words in which the rows are written, derived from a claim and the numbers of a table.</summary>
internal sealed record WarrantyFacts(WarrantyClaim Claim, WarrantyTable Table)
{
    public bool IsHost => Claim.Part == CoveredPart.Host;

    public bool IsAccessory => !IsHost;

    public bool IsListed => Claim.ListedFault;

    public bool IsExcluded => Claim.Exclusion != Exclusion.None;

    public bool IsRepeat => Claim.RepeatRepair;

    /// <summary>A day that lies after the hand-in cannot be right and counts as unknown.</summary>
    public TermStart Start =>
        Claim.SoldOn <= Claim.HandedInOn ? TermStart.Sale
        : Claim.FactoryDate <= Claim.HandedInOn ? TermStart.Factory
        : TermStart.Unknown;

    public int Months => Math.Max(Table.Terms[Claim.Part], Claim.PromisedMonths ?? 0);

    /// <summary>Last day of the term; time in repair is added to it.</summary>
    public DateOnly? EndsOn =>
        Start switch
        {
            TermStart.Sale => Claim.SoldOn!.Value.AddMonths(Months).AddDays(Claim.DaysInRepair - FirstDay),
            TermStart.Factory => Claim
                .FactoryDate!.Value.AddDays(Table.FactoryDateGraceDays)
                .AddMonths(Months)
                .AddDays(Claim.DaysInRepair - FirstDay),
            _ => null,
        };

    public bool TermIsKnown => Start != TermStart.Unknown;

    public bool InTerm => Claim.HandedInOn <= EndsOn;

    /// <summary>The law answers for any fault of a host, and for the listed faults of an accessory.</summary>
    public bool IsCovered => !IsExcluded && InTerm && (IsHost || IsListed);

    /// <summary>Exchange and refund need proof of the sale.</summary>
    public bool IsBoughtHost => IsHost && IsCovered && Start == TermStart.Sale;

    /// <summary>Days since the sale at the hand-in.</summary>
    public int Day => Start == TermStart.Sale ? Claim.HandedInOn.DayNumber - Claim.SoldOn!.Value.DayNumber + FirstDay : int.MaxValue;

    public int DaysWaiting => Math.Max(0, Claim.On.DayNumber - Claim.HandedInOn.DayNumber);

    public bool InRefundDays => IsListed && Day <= Table.RefundDays;

    public bool InExchangeDays => IsListed && Day > Table.RefundDays && Day <= Table.ExchangeDays;

    public bool RepairedInVain => IsListed && Day > Table.ExchangeDays && Claim.CompletedRepairs >= Table.RepairsBeforeExchange;

    public bool PartsAreLate => Claim.DelayCause == DelayCause.MakerPartsMissing && DaysWaiting > Table.PartsDelayDays;

    public bool RepairerIsLate => Claim.DelayCause == DelayCause.RepairerFault && DaysWaiting > Table.RepairerDelayDays;

    /// <summary>What the first rows give makes the claim for lateness idle.</summary>
    public bool IsDueAlready => InRefundDays || InExchangeDays || RepairedInVain;

    public bool ExchangeIsDue => IsBoughtHost && !InRefundDays && (InExchangeDays || RepairedInVain || PartsAreLate || RepairerIsLate);

    public bool NoModelToTake => !Claim.ModelAvailable && Claim.RefusesAnotherModel;

    public bool WantsMoney => Claim.ModelAvailable && Claim.Wish == RepairOption.Refund;

    public bool RefundTakesOver => NoModelToTake || WantsMoney;

    public bool ReplacedInVain => Claim.Replacements >= Table.ReplacementsBeforeRefund && Start == TermStart.Sale;

    /// <summary>H7: the price less a share for each day of use; days in repair are not days of use.</summary>
    public decimal? DepreciatedPrice =>
        Claim.InvoicePrice is { } price
            ? Math.Max(0, Math.Round(price - price * Table.DepreciationPerDay * DaysOfUse, 2, MidpointRounding.AwayFromZero))
            : null;

    private int DaysOfUse => Math.Max(0, Claim.On.DayNumber - Claim.SoldOn!.Value.DayNumber - Claim.DaysInRepair - DaysWaiting);

    private int FirstDay => Table.DayOfSaleIsDayOne ? 1 : 0;
}
