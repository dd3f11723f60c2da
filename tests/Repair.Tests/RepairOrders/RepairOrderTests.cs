using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Charges;
using CustomerService.Repair.RepairOrders;
using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using static CustomerService.Repair.Tests.RepairDecisions;

namespace CustomerService.Repair.Tests.RepairOrders;

/// <summary>R1, R2, R3: the life of a repair order.</summary>
public sealed class RepairOrderTests
{
    private const string Number = "R00000001";
    private const string Imei = "001016952601545";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly RepairOptions Rules = new();
    private static readonly WarrantyTables Tables = WarrantyTables.Shipped;
    private static readonly PartLine Screen = new("CS-A1-SCREEN", 1);
    private static readonly Part ScreenPart = new()
    {
        Id = "CS-A1-SCREEN",
        Name = "screen",
        Class = "screen",
        Model = "CS-A1",
        Price = 531.86m,
        Tracking = "serial",
        MinimumPerSite = 5,
    };
    private static readonly Fault NoDisplay = new()
    {
        Id = "F03",
        Zh = "屏幕无显示",
        En = "no display",
        PartClass = "screen",
        Listed = true,
    };
    private static readonly Unit Sold100DaysAgo = new()
    {
        Id = Imei,
        Model = "CS-A1",
        SoldOn = new DateOnly(2025, 11, 22),
        InvoiceNumber = "INV-1",
        Price = 1999,
    };
    private static readonly DiagnoseUnit Inspection = new("F03", true, 1.5m, [Screen]);

    private static readonly RepairOrderOpened Opened = new(RepairOrigin.Ticket, "T00000042", Imei, "F03", null, Now);
    private static readonly UnitReceived Received = new(
        RepairOrigin.Ticket,
        "T00000042",
        Imei,
        "F03",
        "S310101",
        [],
        null,
        null,
        [7, 30, 60],
        Now
    );
    private static readonly FaultDiagnosed Diagnosed = new("F03", "screen", true, Exclusion.None, [Screen], 1.5m, null, Now);

    private static readonly QuoteMade Priced = Quotes.Quote(
        "T00000042",
        1,
        Now,
        TimeSpan.FromDays(14),
        Quotes.Part("CS-A1-SCREEN", 1, 531.86m),
        Quotes.Labor(1.5m)
    );

    private static RepairStatusChanged Status(RepairStatus status, int revision) => new("T00000042", status, revision, "S310101", Now);

    private static WarrantyDecided Decided(string row, bool free, params RepairOption[] options) =>
        new(
            "T00000042",
            Imei,
            new WarrantyClaim(CoveredPart.Host, new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 2)),
            new WarrantyDecision(row, options, free, free ? Payer.Maker : Payer.Customer, [], "t"),
            Now
        );

    private static Given<RepairOrder> Order(params object[] more) => Given<RepairOrder>(Number, [Opened, .. more]);

    private static Given<RepairOrder> InRepair(params object[] more) =>
        Order([
            Received,
            Status(RepairStatus.Received, 1),
            Diagnosed,
            Decided("H8", true, RepairOption.Repair),
            Status(RepairStatus.Diagnosed, 2),
            new PartsReserved([Screen], "S310101", Now),
            Status(RepairStatus.InRepair, 3),
            .. more,
        ]);

    private static Decision Diagnose(RepairOrder order, UnitHistory? history = null, Unit? unit = null, DiagnoseUnit? command = null) =>
        DiagnoseUnit.Decide(order, command ?? Inspection, File(unit), history ?? UnitHistory.Empty(Imei), Now);

    private static CaseFile File(Unit? unit) => new(NoDisplay, unit, null, [ScreenPart], Tables, Rules, PriceList.Of(Rules));

    private static UnitHistory History(params RepairRecorded[] repairs) => new() { Id = UnitHistory.KeyOf(Imei), Repairs = repairs };

    private static RepairRecorded Repaired(string number, DateOnly on, int days = 0, string fault = "F03") =>
        new(number, fault, "screen", true, false, on, days);

    [Fact]
    public void ARequestedUnitIsReceivedWhereItArrives() =>
        Order()
            .When(order => ReceiveUnit.Decide(order, new ReceiveUnit("S310101"), null, [7, 30, 60], Now))
            .Then(Received, Status(RepairStatus.Received, 1));

    [Fact]
    public void ReceivingTwiceChangesNothing() =>
        Order(Received, Status(RepairStatus.Received, 1))
            .When(order => ReceiveUnit.Decide(order, new ReceiveUnit("S310101"), null, [7], Now))
            .ThenNothing();

    [Fact]
    public void AUnitIsNotInTwoPlaces() =>
        Order(Received, Status(RepairStatus.Received, 1))
            .When(order => ReceiveUnit.Decide(order, new ReceiveUnit("S110101"), null, [7], Now))
            .ThenRejected("wrong-status");

    [Fact]
    public void NothingIsDiagnosedBeforeItIsHere() => Order().When(order => Diagnose(order)).ThenRejected("wrong-status");

    [Fact]
    public void AFreeRepairGoesOnWithoutAQuote()
    {
        var order = Order(Received, Status(RepairStatus.Received, 1)).State;
        var decision = Diagnose(order, unit: Sold100DaysAgo);
        Assert.Equal(
            [typeof(FaultDiagnosed), typeof(WarrantyDecided), typeof(RepairStatusChanged)],
            decision.Events.Select(e => e.GetType())
        );
        Assert.Equal("H8", decision.Events.OfType<WarrantyDecided>().Single().Decision.Row);
    }

    [Fact]
    public void WhatIsNotFreeIsQuoted()
    {
        var decision = Diagnose(
            Order(Received, Status(RepairStatus.Received, 1)).State,
            command: Inspection with
            {
                Exclusion = Exclusion.UserDamage,
            }
        );
        Assert.Equivalent(Priced, decision.Events.OfType<QuoteMade>().Single(), strict: true);
        Assert.Equal((531.86m, 120m, 651.86m), (Priced.PartsAmount, Priced.LaborAmount, Priced.Amount));
        Assert.Equal(Status(RepairStatus.Quoted, 3), decision.Events[^1]);
    }

    [Fact]
    public void TheSameInspectionAgainChangesNothing()
    {
        object[] start = [Received, Status(RepairStatus.Received, 1)];
        var first = Diagnose(Order(start).State, unit: Sold100DaysAgo).Events;
        Order([.. start, .. first]).When(order => Diagnose(order, unit: Sold100DaysAgo)).ThenNothing();
    }

    [Fact]
    public void EvidenceThatComesLaterMakesAnotherDecisionAndKeepsTheFirst()
    {
        object[] start = [Received, Status(RepairStatus.Received, 1)];
        var unknown = Diagnose(Order(start).State).Events;
        Assert.Equal("U1", unknown.OfType<WarrantyDecided>().Single().Decision.Row);
        var again = DecideAgain.Decide(Order([.. start, .. unknown]).State, new(), File(Sold100DaysAgo), UnitHistory.Empty(Imei), Now);
        Assert.Equal("H8", again.Events.OfType<WarrantyDecided>().Single().Decision.Row);
        Assert.Equal(Status(RepairStatus.Diagnosed, 4), again.Events[^1]);
    }

    [Fact]
    public void TwoRepairsOfListedFaultsMakeAnExchangeDue() =>
        Assert.Equal(
            "H3",
            Diagnose(
                Order(Received, Status(RepairStatus.Received, 1)).State,
                History(Repaired("R1", new(2025, 12, 1)), Repaired("R2", new(2026, 1, 1))),
                Sold100DaysAgo
            )
                .Events.OfType<WarrantyDecided>()
                .Single()
                .Decision.Row
        );

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void TheSameFaultWithinThirtyDaysIsARepeatRepairAndFree(int daysAgo, bool repeat)
    {
        var history = History(Repaired("R9", new DateOnly(2026, 3, 2).AddDays(-daysAgo)));
        var expired = Sold100DaysAgo with { SoldOn = new DateOnly(2020, 1, 1) };
        var events = Diagnose(Order(Received, Status(RepairStatus.Received, 1)).State, history, expired).Events;
        Assert.Equal(repeat ? "R9" : null, events.OfType<FaultDiagnosed>().Single().RepeatOf);
        Assert.Equal(repeat ? "O2" : "X1", events.OfType<WarrantyDecided>().Single().Decision.Row);
    }

    [Fact]
    public void AnotherFaultIsNoRepeat() =>
        Assert.Null(History(Repaired("R9", new(2026, 3, 1), fault: "F01")).RepeatOf("F03", new(2026, 3, 2), 30));

    [Fact]
    public void AQuoteIsAcceptedOrDeclinedOnce()
    {
        object[] quoted =
        [
            Received,
            Status(RepairStatus.Received, 1),
            Diagnosed,
            Decided("X1", false, RepairOption.PaidRepair),
            Priced,
            Status(RepairStatus.Quoted, 2),
        ];
        Order(quoted)
            .When(o => AnswerQuote.Accept(o, 1, Now))
            .Then(new QuoteAccepted(1, Now), Priced.Charged(Now), Status(RepairStatus.QuoteAccepted, 3));
        Order(quoted).When(o => AnswerQuote.Decline(o, 1, Now)).Then(new QuoteDeclined(1, Now), Status(RepairStatus.ReturnedUnrepaired, 3));
        Order([.. quoted, new QuoteAccepted(1, Now), Status(RepairStatus.QuoteAccepted, 3)])
            .When(o => AnswerQuote.Accept(o, 1, Now))
            .ThenNothing();
        Order([.. quoted, new QuoteAccepted(1, Now), Status(RepairStatus.QuoteAccepted, 3)])
            .When(o => AnswerQuote.Decline(o, 1, Now))
            .ThenRejected("wrong-status");
        Order([.. quoted, new QuoteDeclined(1, Now), Status(RepairStatus.ReturnedUnrepaired, 3)])
            .When(o => AnswerQuote.Accept(o, 1, Now))
            .ThenRejected("repair-order-ended");
    }

    [Fact]
    public void OnlyWhatIsOfferedCanBeChosen()
    {
        object[] offered =
        [
            Received,
            Status(RepairStatus.Received, 1),
            Diagnosed,
            Decided("H2", true, RepairOption.Exchange, RepairOption.Repair),
            Status(RepairStatus.Diagnosed, 2),
        ];
        Order(offered).When(o => ChooseOption.Decide(o, new(RepairOption.Refund), Now)).ThenRejected("option-not-offered");
        Order(offered).When(o => ChooseOption.Decide(o, new(RepairOption.Repair), Now)).Then(new OptionChosen(RepairOption.Repair, Now));
        Order(offered)
            .When(o => ChooseOption.Decide(o, new(RepairOption.Exchange), Now))
            .Then(new OptionChosen(RepairOption.Exchange, Now), Status(RepairStatus.Exchanged, 3));
        Order(offered).When(o => ReserveParts.Decide(o, _ => 9, Rules, Now)).ThenRejected("choice-missing");
    }

    [Fact]
    public void AnExchangeDuringTheRepairGivesThePartsBack() =>
        InRepair(Decided("H5", true, RepairOption.Exchange))
            .When(o => ChooseOption.Decide(o, new(RepairOption.Exchange), Now))
            .Then(
                new OptionChosen(RepairOption.Exchange, Now),
                new PartsReleased([Screen], "S310101", Now),
                Status(RepairStatus.Exchanged, 4)
            );

    [Fact]
    public void AllPartsAreReservedOrNone()
    {
        var key = new PartLine("CS-A1-KEY", 3);
        object[] ready =
        [
            Received,
            Status(RepairStatus.Received, 1),
            Diagnosed with
            {
                Parts = [Screen, key],
            },
            Decided("H8", true, RepairOption.Repair),
            Status(RepairStatus.Diagnosed, 2),
        ];
        Order(ready)
            .When(o => ReserveParts.Decide(o, part => part == "CS-A1-KEY" ? 2 : 9, Rules, Now))
            .Then(
                new PartsAwaited([key with { Quantity = 1 }], "S310101", Now + Rules.PartsRetryAfter, Now),
                Status(RepairStatus.AwaitingParts, 3)
            );
        Order(ready)
            .When(o => ReserveParts.Decide(o, _ => 3, Rules, Now))
            .Then(new PartsReserved([Screen, key], "S310101", Now), Status(RepairStatus.InRepair, 3));
    }

    [Fact]
    public void WaitingForMissingPartsMakesTheMakerLate()
    {
        var order = Order(
            Received,
            Status(RepairStatus.Received, 1),
            Diagnosed,
            Decided("H8", true, RepairOption.Repair),
            Status(RepairStatus.AwaitingParts, 2)
        ).State;
        var decision = DecideAgain.Decide(order, new(), File(Sold100DaysAgo), UnitHistory.Empty(Imei), Now.AddDays(61));
        Assert.Equal("H4", decision.Events.OfType<WarrantyDecided>().Single().Decision.Row);
    }

    [Fact]
    public void WhatFailsTheCheckGoesBackToTheBenchAndUsesNoPartsTwice()
    {
        InRepair()
            .When(o => FinishRepair.Decide(o, Now))
            .Then(new PartsUsed([Screen], "S310101", Now), Status(RepairStatus.QualityCheck, 4));
        object[] check = [new PartsUsed([Screen], "S310101", Now), Status(RepairStatus.QualityCheck, 4)];
        InRepair(check)
            .When(o => CheckQuality.Decide(o, new(false, "flickers"), Now))
            .Then(new QualityChecked(false, "flickers", Now), Status(RepairStatus.InRepair, 5));
        InRepair([.. check, Status(RepairStatus.InRepair, 5)])
            .When(o => FinishRepair.Decide(o, Now))
            .Then(Status(RepairStatus.QualityCheck, 6));
        InRepair(check)
            .When(o => CheckQuality.Decide(o, new(true, "ok"), Now))
            .Then(new QualityChecked(true, "ok", Now), Status(RepairStatus.Ready, 5));
    }

    [Fact]
    public void AHandOverCountsTheDaysOnTheLocalCalendar()
    {
        InRepair(Status(RepairStatus.Ready, 4))
            .When(o => HandOver.Decide(o, Rules, Now.AddHours(7).AddMinutes(-1)))
            .Then(
                new UnitHandedOver("T00000042", Imei, "S310101", false, 0, new(2026, 3, 2), Now.AddHours(7).AddMinutes(-1)),
                Status(RepairStatus.HandedOver, 5) with
                {
                    At = Now.AddHours(7).AddMinutes(-1),
                }
            );
        InRepair(Status(RepairStatus.Ready, 4))
            .When(o => HandOver.Decide(o, Rules, Now.AddHours(7)))
            .Then(
                new UnitHandedOver("T00000042", Imei, "S310101", false, 1, new(2026, 3, 3), Now.AddHours(7)),
                Status(RepairStatus.HandedOver, 5) with
                {
                    At = Now.AddHours(7),
                }
            );
        InRepair().When(o => HandOver.Decide(o, Rules, Now)).ThenRejected("wrong-status");
    }

    [Fact]
    public void ACancellationIsPossibleUntilTheEndAndGivesBack()
    {
        Order()
            .When(o => CancelRepairOrder.Decide(o, "withdrawn", Now))
            .Then(new RepairOrderCancelled("withdrawn", Now), new RepairStatusChanged("T00000042", RepairStatus.Cancelled, 1, null, Now));
        InRepair()
            .When(o => CancelRepairOrder.Decide(o, "withdrawn", Now))
            .Then(
                new RepairOrderCancelled("withdrawn", Now),
                new PartsReleased([Screen], "S310101", Now),
                Status(RepairStatus.Cancelled, 4)
            );
        InRepair(Status(RepairStatus.Cancelled, 4)).When(o => CancelRepairOrder.Decide(o, "withdrawn", Now)).ThenNothing();
        InRepair(Status(RepairStatus.HandedOver, 4))
            .When(o => CancelRepairOrder.Decide(o, "withdrawn", Now))
            .ThenRejected("repair-order-ended");
    }

    [Fact]
    public void ATimerPassesOnceAndNotAfterTheEnd()
    {
        InRepair().When(o => RepairTimers.Decide(o, 7, Now)).Then(new RepairTimerPassed(7, Now));
        InRepair(new RepairTimerPassed(7, Now)).When(o => RepairTimers.Decide(o, 7, Now)).ThenNothing();
        InRepair(Status(RepairStatus.HandedOver, 4)).When(o => RepairTimers.Decide(o, 30, Now)).ThenNothing();
    }
}
