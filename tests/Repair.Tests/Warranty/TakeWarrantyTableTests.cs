using CustomerService.Repair.Warranty;

namespace CustomerService.Repair.Tests.Warranty;

/// <summary>R1: versions of the table are uploaded with the day from which they hold.</summary>
public sealed class TakeWarrantyTableTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly WarrantyTable Shipped = WarrantyTables.Shipped.Versions[0];
    private static readonly WarrantyTable Later = Shipped with
    {
        Version = "cn-mobile-2027.1",
        ValidFrom = new(2027, 1, 1),
        RefundDays = 10,
    };

    private static string? Refuse(WarrantyTable table, WarrantyTables? known = null) =>
        TakeWarrantyTable.Refuse(table, known ?? WarrantyTables.Shipped, Today)?.Code;

    private static WarrantyTable Without(CoveredPart part, int? months = null)
    {
        var terms = Later.Terms.Where(term => term.Key != part).ToDictionary();
        if (months is { } named)
        {
            terms[part] = named;
        }

        return Later with
        {
            Terms = terms,
        };
    }

    [Fact]
    public void OnlyWhatHoldsFromALaterDayAndLeavesNoGapIsTaken()
    {
        Assert.Null(Refuse(Later));
        Assert.Null(Refuse(Later with { ValidFrom = Today.AddDays(1) }));
        Assert.Equal("warranty-table-in-force", Refuse(Later with { ValidFrom = Today }));
        Assert.Equal("warranty-version-taken", Refuse(Later with { Version = Shipped.Version }));
        Assert.Equal("warranty-term-missing", Refuse(Without(CoveredPart.Battery)));
        Assert.Equal("warranty-term-missing", Refuse(Without(CoveredPart.Battery, 0)));
        Assert.Null(Refuse(Without(CoveredPart.Battery, 24)));
        Assert.Equal("warranty-days-overlap", Refuse(Later with { RefundDays = 16 }));
        Assert.Null(Refuse(Later with { RefundDays = 15 }));
    }

    [Fact]
    public void AVersionNotYetInForceIsReplacedByOneOfTheSameDay()
    {
        var known = WarrantyTables.Shipped.With(Later);
        var mended = Later with { RefundDays = 8 };
        Assert.Null(Refuse(mended, known));
        Assert.Equal([Shipped, mended], known.With(mended).Versions);
        Assert.False(TakeWarrantyTable.Says(Later, mended));
        Assert.True(TakeWarrantyTable.Says(Later, Later with { Terms = Later.Terms.ToDictionary() }));
        Assert.False(TakeWarrantyTable.Says(Later, Without(CoveredPart.Battery)));
    }

    [Fact]
    public void EachDayHasOneVersion()
    {
        var tables = WarrantyTables.Shipped.With(Later, Later with { Version = "b", ValidFrom = new(2028, 1, 1) });
        Assert.Equal(
            [Shipped.Version, Shipped.Version, Later.Version, Later.Version, "b"],
            new DateOnly[] { new(1999, 1, 1), new(2026, 12, 31), new(2027, 1, 1), new(2027, 12, 31), new(2028, 1, 1) }.Select(day =>
                tables.On(day).Version
            )
        );
    }

    [Fact]
    public void TheClaimsThatATableIsTriedOnMeetEveryRow()
    {
        Assert.Null(Totality.Flaw(Shipped));
        Assert.Equal(
            WarrantyRules.Rows.Select(row => row.Name).Order(),
            Totality.Claims(Shipped).Select(claim => WarrantyRules.Decide(claim, Shipped).Row).Distinct().Order()
        );
        // At the edges of its numbers two tables that differ in one of them differ.
        foreach (var other in new[] { Later with { RefundDays = 8 }, Later with { ExchangeDays = 20 }, Later with { PartsDelayDays = 61 } })
        {
            Assert.Contains(Totality.Claims(other), claim =>
                WarrantyRules.Decide(claim, other).Row != WarrantyRules.Decide(claim, Shipped).Row
            );
        }
    }

    [Fact]
    public void WhatWouldDifferIsSaidByOrder()
    {
        var day9 = new WarrantyClaim(CoveredPart.Host, Today, Today, Today.AddDays(-9), true, ListedFault: true, InvoicePrice: 1999);
        var day100 = day9 with { SoldOn = Today.AddDays(-100) };
        Assert.Equal(
            [new WarrantyDifference("R00000001", "H2", "H1", null, 1999, new(2027, 2, 21), new(2027, 2, 21))],
            TakeWarrantyTable.Differences(Shipped, Later, [("R00000001", day9), ("R00000002", day100)])
        );
    }
}
