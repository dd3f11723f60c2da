namespace CustomerService.Repair.Warranty;

/// <summary>R1: tries a table on claims at, before and after each of its numbers: each must meet exactly one row.</summary>
internal static class Totality
{
    private static readonly DateOnly HandedIn = new(2030, 6, 15);
    private static readonly bool[] Either = [true, false];

    /// <summary>A claim that meets no row, or several, in words; null when there is none.</summary>
    public static string? Flaw(WarrantyTable table) =>
        Claims(table)
            .Select(claim => (Claim: claim, Rows: Met(claim, table)))
            .Where(tried => tried.Rows.Count != 1)
            .Select(tried => $"{Words(tried.Rows)} for {tried.Claim}.")
            .FirstOrDefault();

    public static IEnumerable<WarrantyClaim> Claims(WarrantyTable table) =>
        from part in Enum.GetValues<CoveredPart>()
        from start in Starts(table, part)
        from listed in Either
        from exclusion in new[] { Exclusion.None, Exclusion.UserDamage }
        from repeat in Either
        from more in part == CoveredPart.Host ? OfHost(table) : OfAccessory(table)
        select more with
        {
            Part = part,
            SoldOn = start.SoldOn,
            HasInvoice = start.SoldOn is not null,
            FactoryDate = start.MadeOn,
            ListedFault = listed,
            Exclusion = exclusion,
            RepeatRepair = repeat,
        };

    private static IEnumerable<(DateOnly? SoldOn, DateOnly? MadeOn)> Starts(WarrantyTable table, CoveredPart part)
    {
        var expired = HandedIn.AddMonths(-table.Terms[part]);
        DateOnly[] edges = [HandedIn, HandedIn.AddDays(-table.RefundDays), HandedIn.AddDays(-table.ExchangeDays), expired];
        var sold = edges.SelectMany(day => new[] { day.AddDays(-1), day, day.AddDays(1) }).Distinct();
        var made = new[] { -1, 0, 1 }.Select(step => expired.AddDays(step - table.FactoryDateGraceDays));
        return
        [
            (null, null),
            .. sold.Select(day => ((DateOnly?)day, (DateOnly?)null)),
            .. made.Select(day => ((DateOnly?)null, (DateOnly?)day)),
        ];
    }

    private static IEnumerable<WarrantyClaim> OfHost(WarrantyTable table) =>
        from repairs in new[] { table.RepairsBeforeExchange - 1, table.RepairsBeforeExchange }
        from cause in Enum.GetValues<DelayCause>()
        from waiting in new[] { 0, table.RepairerDelayDays, table.RepairerDelayDays + 1, table.PartsDelayDays, table.PartsDelayDays + 1 }
        from available in Either
        from refuses in Either
        from wish in new RepairOption?[] { null, RepairOption.Refund }
        select new WarrantyClaim(
            CoveredPart.Host,
            HandedIn,
            HandedIn.AddDays(waiting),
            CompletedRepairs: repairs,
            DelayCause: cause,
            ModelAvailable: available,
            RefusesAnotherModel: refuses,
            Wish: wish
        );

    private static IEnumerable<WarrantyClaim> OfAccessory(WarrantyTable table) =>
        from replacements in new[] { table.ReplacementsBeforeRefund - 1, table.ReplacementsBeforeRefund }
        select new WarrantyClaim(CoveredPart.Host, HandedIn, HandedIn, Replacements: replacements);

    private static List<string> Met(WarrantyClaim claim, WarrantyTable table)
    {
        var facts = new WarrantyFacts(claim, table);
        return [.. WarrantyRules.Rows.Where(row => row.Applies(facts)).Select(row => row.Name)];
    }

    private static string Words(List<string> rows) => rows.Count == 0 ? "No row holds" : $"{string.Join(" and ", rows)} hold";
}
