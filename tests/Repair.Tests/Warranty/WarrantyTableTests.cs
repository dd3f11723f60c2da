using CustomerService.Repair.Warranty;
using static CustomerService.Repair.Warranty.RepairOption;

namespace CustomerService.Repair.Tests.Warranty;

/// <summary>R1: each row of the decision table, with both sides of each boundary.</summary>
public sealed class WarrantyTableTests
{
    private static readonly WarrantyTable Table = WarrantyTables.Shipped.Versions[0];
    private static readonly DateOnly Sold = new(2026, 1, 10);

    private static WarrantyClaim Claim(int day, int waiting = 0) =>
        new(CoveredPart.Host, Sold.AddDays(day), Sold.AddDays(day + waiting), Sold, HasInvoice: true)
        {
            ListedFault = true,
            InvoicePrice = 1999,
        };

    private static WarrantyDecision Decide(WarrantyClaim claim) => WarrantyRules.Decide(claim, Table);

    [Theory]
    [InlineData(0, "H1")]
    [InlineData(1, "H1")]
    [InlineData(7, "H1")]
    [InlineData(8, "H2")]
    [InlineData(15, "H2")]
    [InlineData(16, "H8")]
    [InlineData(365, "H8")]
    [InlineData(366, "X1")]
    public void DaysSinceTheSaleDecideOnAListedFault(int day, string row) => Assert.Equal(row, Decide(Claim(day)).Row);

    [Fact]
    public void WithinSevenDaysTheCustomerMayHaveTheInvoicePriceBack()
    {
        var decision = Decide(Claim(7));
        Assert.Equal([Refund, Exchange, RepairOption.Repair], decision.Options);
        Assert.Equal(1999, decision.RefundAmount);
        Assert.True(decision.Free);
        Assert.Equal(Payer.Seller, decision.Payer);
        Assert.Equal(["invoice-date", "in-term", "listed-fault"], decision.Reasons.Where(r => r != "no-sale-date"));
        Assert.Equal("cn-mobile-2001.1", decision.TableVersion);
    }

    [Fact]
    public void WithinFifteenDaysTheCustomerMayExchangeOrHaveItRepaired()
    {
        Assert.Equal([Exchange, RepairOption.Repair], Decide(Claim(8)).Options);
        Assert.Null(Decide(Claim(8)).RefundAmount);
    }

    [Fact]
    public void AFaultThatIsNotListedIsRepairedFreeFromTheFirstDay() =>
        Assert.Equal("H8", Decide(Claim(1) with { ListedFault = false }).Row);

    [Theory]
    [InlineData(1, "H8")]
    [InlineData(2, "H3")]
    [InlineData(3, "H3")]
    public void TwoRepairsInVainMakeAnExchangeDue(int repairs, string row) =>
        Assert.Equal(row, Decide(Claim(100) with { CompletedRepairs = repairs }).Row);

    [Fact]
    public void AnExchangeAfterTwoRepairsNeedsAListedFaultAgain() =>
        Assert.Equal("H8", Decide(Claim(100) with { CompletedRepairs = 2, ListedFault = false }).Row);

    [Theory]
    [InlineData(60, DelayCause.MakerPartsMissing, "H8")]
    [InlineData(61, DelayCause.MakerPartsMissing, "H4")]
    [InlineData(30, DelayCause.RepairerFault, "H8")]
    [InlineData(31, DelayCause.RepairerFault, "H5")]
    [InlineData(61, DelayCause.None, "H8")]
    [InlineData(31, DelayCause.MakerPartsMissing, "H8")]
    public void WaitingTooLongMakesAnExchangeDue(int waiting, DelayCause cause, string row) =>
        Assert.Equal(row, Decide(Claim(100, waiting) with { DelayCause = cause }).Row);

    [Fact]
    public void WaitingBeyondTheTermLosesNothing() =>
        Assert.Equal("H4", Decide(Claim(360, 61) with { DelayCause = DelayCause.MakerPartsMissing }).Row);

    [Theory]
    [InlineData(8, 0, 0, DelayCause.None)]
    [InlineData(100, 2, 0, DelayCause.None)]
    [InlineData(100, 0, 61, DelayCause.MakerPartsMissing)]
    [InlineData(100, 0, 31, DelayCause.RepairerFault)]
    public void WhereTheModelIsGoneARefusalOfAnotherGivesTheFullPriceBack(int day, int repairs, int waiting, DelayCause cause)
    {
        var decision = Decide(
            Claim(day, waiting) with
            {
                CompletedRepairs = repairs,
                DelayCause = cause,
                ModelAvailable = false,
                RefusesAnotherModel = true,
            }
        );
        Assert.Equal("H6", decision.Row);
        Assert.Equal([Refund], decision.Options);
        Assert.Equal(1999, decision.RefundAmount);
    }

    [Fact]
    public void WhereTheModelIsGoneAnotherOneMayBeTaken()
    {
        var decision = Decide(Claim(8) with { ModelAvailable = false });
        Assert.Equal("H2", decision.Row);
        Assert.Contains("same-model-not-available", decision.Reasons);
    }

    [Theory]
    [InlineData(8, 0, 0, 1919.04)] // 1999 - 1999 * 0.5 % * 8 days
    [InlineData(8, 0, 20, 1919.04)] // waiting is no use
    [InlineData(100, 10, 0, 1099.45)] // nor are days in repair: 90 days
    public void WhoWantsMoneyInsteadOfAnExchangePaysForTheUse(int day, int inRepair, int waiting, double amount)
    {
        var decision = Decide(Claim(day, waiting) with { CompletedRepairs = 2, DaysInRepair = inRepair, Wish = Refund });
        Assert.Equal("H7", decision.Row);
        Assert.Equal((decimal)amount, decision.RefundAmount);
    }

    [Fact]
    public void TheUseNeverCostsMoreThanThePrice() =>
        Assert.Equal(0, Decide(Claim(250) with { CompletedRepairs = 2, Wish = Refund }).RefundAmount);

    [Fact]
    public void AWishForMoneyMeansNothingWhileNoExchangeIsDue() => Assert.Equal("H8", Decide(Claim(100) with { Wish = Refund }).Row);

    [Fact]
    public void WithinSevenDaysTheWishForMoneyTakesNothingOff()
    {
        Assert.Equal("H1", Decide(Claim(7) with { Wish = Refund }).Row);
        Assert.Equal(1999, Decide(Claim(7) with { Wish = Refund }).RefundAmount);
    }

    [Fact]
    public void ARefundOfAnUnknownPriceSaysSo()
    {
        var decision = Decide(Claim(7) with { InvoicePrice = null });
        Assert.Null(decision.RefundAmount);
        Assert.Contains("price-unknown", decision.Reasons);
    }

    [Theory]
    [InlineData(Exclusion.UserDamage, "userDamage")]
    [InlineData(Exclusion.UnauthorisedOpening, "unauthorisedOpening")]
    [InlineData(Exclusion.AlteredCard, "alteredCard")]
    [InlineData(Exclusion.ForceMajeure, "forceMajeure")]
    public void AnExclusionMakesTheCustomerPay(Exclusion exclusion, string reason)
    {
        var decision = Decide(Claim(1) with { Exclusion = exclusion });
        Assert.Equal("X1", decision.Row);
        Assert.Equal([PaidRepair], decision.Options);
        Assert.False(decision.Free);
        Assert.Equal(Payer.Customer, decision.Payer);
        Assert.Contains(reason, decision.Reasons);
    }

    [Theory]
    [InlineData(366, 1, "H8")]
    [InlineData(376, 11, "H8")]
    [InlineData(377, 11, "X1")]
    public void TimeInRepairExtendsTheTerm(int day, int inRepair, string row)
    {
        var decision = Decide(Claim(day) with { DaysInRepair = inRepair });
        Assert.Equal(row, decision.Row);
        Assert.Contains("time-in-repair-added", decision.Reasons);
        Assert.Equal(Sold.AddYears(1).AddDays(inRepair), decision.TermEndsOn);
    }

    [Theory]
    [InlineData(CoveredPart.Battery, "2026-07-10", "A1")]
    [InlineData(CoveredPart.Battery, "2026-07-11", "X1")]
    [InlineData(CoveredPart.Charger, "2027-01-10", "A1")]
    [InlineData(CoveredPart.Charger, "2027-01-11", "X1")]
    [InlineData(CoveredPart.Headset, "2026-04-10", "A1")]
    [InlineData(CoveredPart.Headset, "2026-04-11", "X1")]
    public void AccessoriesHaveTermsOfTheirOwn(CoveredPart part, string day, string row)
    {
        var on = DateOnly.ParseExact(day, "yyyy-MM-dd");
        var decision = Decide(Claim(0) with { Part = part, HandedInOn = on, On = on });
        Assert.Equal(row, decision.Row);
        Assert.Equal(row == "A1" ? ReplaceAccessory : PaidRepair, decision.Options[0]);
    }

    [Fact]
    public void ALongerPromiseOfTheMakerBindsAndAShorterOneDoesNot()
    {
        Assert.Equal("H8", Decide(Claim(366) with { PromisedMonths = 24 }).Row);
        Assert.Contains("longer-promise-of-the-maker", Decide(Claim(366) with { PromisedMonths = 24 }).Reasons);
        Assert.Equal("H8", Decide(Claim(365) with { PromisedMonths = 3 }).Row);
    }

    [Theory]
    [InlineData(0, "A1")]
    [InlineData(1, "A1")]
    [InlineData(2, "A2")]
    public void AnAccessoryReplacedTwiceInVainIsRefunded(int replacements, string row) =>
        Assert.Equal(row, Decide(Claim(100) with { Part = CoveredPart.Battery, Replacements = replacements }).Row);

    [Theory]
    [InlineData(true, 1999)]
    [InlineData(false, 151.96)]
    public void TheRefundOfAnAccessoryIsItsInvoiceOrItsPriceOnTheDay(bool soldAlone, double amount) =>
        Assert.Equal(
            (decimal)amount,
            Decide(
                Claim(100) with
                {
                    Part = CoveredPart.Battery,
                    Replacements = 2,
                    AccessoryPrice = 151.96m,
                    AccessorySoldAlone = soldAlone,
                }
            ).RefundAmount
        );

    [Fact]
    public void AnAccessoryWithoutAListedFaultIsNotCovered() =>
        Assert.Equal("X1", Decide(Claim(1) with { Part = CoveredPart.Charger, ListedFault = false }).Row);

    [Theory]
    [InlineData("2027-04-10", "H8")]
    [InlineData("2027-04-11", "X1")]
    public void WithoutASaleDateTheTermStartsNinetyDaysAfterManufacture(string day, string row)
    {
        var on = DateOnly.ParseExact(day, "yyyy-MM-dd");
        var decision = Decide(
            Claim(0) with
            {
                SoldOn = null,
                HasInvoice = false,
                FactoryDate = new DateOnly(2026, 1, 10),
                HandedInOn = on,
                On = on,
            }
        );
        Assert.Equal(row, decision.Row);
        Assert.Equal("factory-date-plus-90", decision.Reasons[1]);
    }

    [Fact]
    public void TheFactoryDateEntitlesToRepairOnly()
    {
        var claim = Claim(1, 100) with
        {
            SoldOn = null,
            FactoryDate = Sold,
            CompletedRepairs = 2,
            DelayCause = DelayCause.MakerPartsMissing,
        };
        Assert.Equal("H8", Decide(claim).Row);
        Assert.Equal("A1", Decide(claim with { Part = CoveredPart.Battery, Replacements = 5 }).Row);
    }

    [Fact]
    public void UnknownIsNotExpiredButAsksForEvidence()
    {
        var decision = Decide(Claim(1) with { SoldOn = null, HasInvoice = false });
        Assert.Equal("U1", decision.Row);
        Assert.Equal([PaidRepair], decision.Options);
        Assert.False(decision.Free);
        Assert.Null(decision.TermEndsOn);
        Assert.Contains("evidence-requested", decision.Reasons);
        Assert.DoesNotContain("past-term", decision.Reasons);
    }

    [Fact]
    public void ASaleAfterTheHandInCannotBeRight() =>
        Assert.Equal(["sale-date-after-hand-in", "no-factory-date", "evidence-requested", "listed-fault"], Decide(Claim(-1)).Reasons);

    [Fact]
    public void ARepairThatDidNotHoldIsTheRepairersAlsoOutOfTerm()
    {
        var decision = Decide(Claim(400) with { RepeatRepair = true });
        Assert.Equal("O2", decision.Row);
        Assert.True(decision.Free);
        Assert.Equal(Payer.Repairer, decision.Payer);
        Assert.Equal("O2", Decide(Claim(1) with { SoldOn = null, RepeatRepair = true }).Row);
        Assert.Equal("X1", Decide(Claim(400) with { RepeatRepair = true, Exclusion = Exclusion.UserDamage }).Row);
        Assert.Equal("H3", Decide(Claim(100) with { RepeatRepair = true, CompletedRepairs = 2 }).Row);
    }

    [Fact]
    public void TheCountingOfDaysIsANumberOfTheTable()
    {
        var saleIsDayOne = Table with { DayOfSaleIsDayOne = true };
        Assert.Equal("H1", WarrantyRules.Decide(Claim(6), saleIsDayOne).Row);
        Assert.Equal("H2", WarrantyRules.Decide(Claim(7), saleIsDayOne).Row);
        Assert.Equal("X1", WarrantyRules.Decide(Claim(365), saleIsDayOne).Row);
    }

    [Fact]
    public void TheVersionInForceOnTheDayDecides()
    {
        var tables = new WarrantyTables([Table with { Version = "later", ValidFrom = new DateOnly(2027, 1, 1) }, Table]);
        Assert.Equal(Table.Version, tables.On(new DateOnly(2026, 12, 31)).Version);
        Assert.Equal("later", tables.On(new DateOnly(2027, 1, 1)).Version);
        Assert.Equal(Table.Version, tables.On(new DateOnly(1999, 1, 1)).Version);
    }
}
