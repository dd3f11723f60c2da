using CsCheck;
using CustomerService.Repair.Warranty;

namespace CustomerService.Repair.Tests.Warranty;

/// <summary>R1: every claim that can be made meets exactly one row.</summary>
public sealed class WarrantyTotalityTests
{
    private static readonly WarrantyTable Table = WarrantyTables.Shipped.Versions[0];

    private static Gen<int> OneOf(params int[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static readonly Gen<DateOnly> Day = Gen.Int[0, 900].Select(d => new DateOnly(2025, 1, 1).AddDays(d));
    private static readonly Gen<DateOnly?> NearDay = Gen.OneOf(Day.Select(d => (DateOnly?)d), Gen.Const((DateOnly?)null));

    private static readonly Gen<WarrantyClaim> Claims =
        from part in Gen.Enum<CoveredPart>()
        from handedIn in Day
        from waiting in OneOf(-1, 0, 29, 30, 31, 59, 60, 61, 400)
        from sinceSale in Gen.OneOf(OneOf(-1, 0, 1, 7, 8, 15, 16, 90, 183, 365, 366), Gen.Int[0, 900])
        from sold in Gen.Bool
        from made in NearDay
        from listed in Gen.Bool
        from exclusion in Gen.OneOf(Gen.Const(Exclusion.None), Gen.Enum<Exclusion>())
        from repairs in Gen.Int[0, 3]
        from replacements in Gen.Int[0, 3]
        from cause in Gen.Enum<DelayCause>()
        from repeat in Gen.Bool
        from available in Gen.Bool
        from refuses in Gen.Bool
        from wish in Gen.OneOf(Gen.Enum<RepairOption>().Select(o => (RepairOption?)o), Gen.Const((RepairOption?)null))
        from inRepair in Gen.Int[0, 40]
        select new WarrantyClaim(
            part,
            handedIn,
            handedIn.AddDays(waiting),
            sold ? handedIn.AddDays(-sinceSale) : null,
            sold,
            made,
            null,
            inRepair,
            listed,
            exclusion,
            repairs,
            replacements,
            cause,
            repeat,
            available,
            refuses,
            wish,
            1999m
        );

    [Fact]
    public void EveryClaimMeetsExactlyOneRow() =>
        Claims.Sample(
            claim =>
            {
                foreach (var table in new[] { Table, Table with { DayOfSaleIsDayOne = true } })
                {
                    var facts = new WarrantyFacts(claim, table);
                    var rows = WarrantyRules.Rows.Where(row => row.Applies(facts)).Select(row => row.Name).ToList();
                    Assert.True(rows.Count == 1, $"{string.Join(" and ", rows)} apply.");
                    var decision = WarrantyRules.Decide(claim, table);
                    Assert.NotEmpty(decision.Options);
                    Assert.Equal(decision.Free, !decision.Options.Contains(RepairOption.PaidRepair));
                }
            },
            iter: 20_000
        );

    [Fact]
    public void UnknownIsNeverTakenForExpired() =>
        Claims.Sample(
            claim =>
            {
                var decision = WarrantyRules.Decide(claim with { SoldOn = null, FactoryDate = null }, Table);
                Assert.DoesNotContain("past-term", decision.Reasons);
            },
            iter: 2_000
        );

    [Fact]
    public void EveryRowCanBeMet()
    {
        var met = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        Claims.Sample(claim => met[WarrantyRules.Decide(claim, Table).Row] = true, iter: 20_000);
        Assert.Equal(WarrantyRules.Rows.Select(row => row.Name).Order(), met.Keys.Order());
    }
}
