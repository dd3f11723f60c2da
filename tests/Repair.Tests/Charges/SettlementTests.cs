using CsCheck;
using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Charges;
using CustomerService.Repair.RepairOrders;
using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using static CustomerService.Repair.Tests.RepairDecisions;

namespace CustomerService.Repair.Tests.Charges;

/// <summary>R9: charges follow the accepted quote; payments, returns and waivers settle them.</summary>
public sealed class SettlementTests
{
    private const string Number = "R00000001";
    private const string Imei = "001016952601545";
    private const string Ticket = "T00000042";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly PartLine Screen = new("SCREEN", 1);
    private static readonly RepairOrderOpened Opened = new(RepairOrigin.Counter, Ticket, Imei, "F03", "S310101", Now);
    private static readonly UnitReceived Received = new(RepairOrigin.Counter, Ticket, Imei, "F03", "S310101", [], null, null, [], Now);
    private static readonly QuoteMade Quoted = Quotes.Quote(
        Ticket,
        1,
        Now,
        TimeSpan.FromDays(14),
        Quotes.Part("SCREEN", 1, 500),
        Quotes.Labor(1)
    );
    private static readonly ChargesSet Charged = Quoted.Charged(Now);
    private static readonly PriceList Prices = PriceList.Of(new RepairOptions());

    private static CaseFile File(PriceList? prices = null, Unit? unit = null) =>
        new(
            Fault.NotListed("F03"),
            unit,
            null,
            [Part("SCREEN", 500), Part("KEY", 10)],
            WarrantyTables.Shipped,
            new RepairOptions(),
            prices ?? Prices
        );

    private static Part Part(string number, decimal price) =>
        new()
        {
            Id = number,
            Name = number,
            Class = "screen",
            Model = "M",
            Price = price,
            Tracking = "lot",
            MinimumPerSite = 1,
        };

    private static Given<RepairOrder> Owing(params object[] more) =>
        Given<RepairOrder>(
            Number,
            [
                Opened,
                Received,
                new RepairStatusChanged(Ticket, RepairStatus.Received, 1, "S310101", Now),
                new FaultDiagnosed("F03", "screen", true, Exclusion.None, [Screen], 1, null, Now),
                Quoted,
                new QuoteAccepted(1, Now),
                Charged,
                new RepairStatusChanged(Ticket, RepairStatus.QuoteAccepted, 4, "S310101", Now),
                .. more,
            ]
        );

    private static Settlement After(int revision, decimal paid, decimal waived = 0, decimal charged = 580) =>
        new(revision, charged, paid, waived, "CNY");

    private static PaymentReceived Paid(decimal amount, string reference, Settlement after) =>
        new(Ticket, amount, PaymentKind.Card, reference, after, Now);

    private static Decision Pay(RepairOrder order, decimal amount, string reference = "RC-1", PaymentKind kind = PaymentKind.Card) =>
        RecordPayment.Decide(order, new(amount, kind, reference), Now);

    [Fact]
    public void APaymentIsOfWhatIsDueAndNotMore()
    {
        Owing().When(o => Pay(o, 580)).Then(Paid(580, "RC-1", After(2, 580)));
        Owing().When(o => Pay(o, 580.01m)).ThenRejected("more-than-due");
        Owing().When(o => Pay(o, 0.001m)).ThenRejected("amount-not-payable");
        Owing(Paid(200, "RC-1", After(2, 200))).When(o => Pay(o, 380, "RC-2")).Then(Paid(380, "RC-2", After(3, 580)));
        Owing(Paid(200, "RC-1", After(2, 200))).When(o => Pay(o, 381, "RC-2")).ThenRejected("more-than-due");
        Given<RepairOrder>(Number, Opened, Received).When(o => Pay(o, 1)).ThenRejected("more-than-due");
    }

    [Fact]
    public void AReceiptCountsOnce()
    {
        object[] paid = [Paid(200, "RC-1", After(2, 200))];
        Owing(paid).When(o => Pay(o, 200)).ThenNothing();
        Owing(paid).When(o => Pay(o, 201)).ThenRejected("payment-differs");
        Owing(paid).When(o => Pay(o, 200, kind: PaymentKind.Cash)).ThenRejected("payment-differs");
    }

    [Fact]
    public void WhatIsWaivedNeedNotBePaid()
    {
        var waived = new ChargesWaived(Ticket, 80, "goodwill", After(2, 0, 80), Now);
        Owing().When(o => WaiveCharges.Decide(o, new(80, "goodwill"), Now)).Then(waived);
        Owing().When(o => WaiveCharges.Decide(o, new(581, "goodwill"), Now)).ThenRejected("more-than-due");
        Owing(waived).When(o => Pay(o, 501)).ThenRejected("more-than-due");
        Owing(waived).When(o => Pay(o, 500)).Then(Paid(500, "RC-1", After(3, 500, 80)));
        Assert.Equal(SettlementStatus.Settled, After(3, 500, 80).Status);
    }

    [Fact]
    public void OfACancelledOrderThePaymentGoesBackAndNotMore()
    {
        object[] paid = [Paid(580, "RC-1", After(2, 580))];
        Owing(paid)
            .When(o => CancelRepairOrder.Decide(o, "withdrawn", Now))
            .Then(
                new RepairOrderCancelled("withdrawn", Now),
                new ChargesSet(Ticket, [], After(3, 580, charged: 0), Now),
                new RepairStatusChanged(Ticket, RepairStatus.Cancelled, 5, "S310101", Now)
            );
        object[] cancelled = [.. paid, new ChargesSet(Ticket, [], After(3, 580, charged: 0), Now)];
        Assert.Equal(SettlementStatus.ReturnDue, Owing(cancelled).State.Money.Status);
        Owing(cancelled).When(o => ReturnPayment.Decide(o, new(581, "RT-1"), Now)).ThenRejected("more-than-due");
        var back = new PaymentReturned(Ticket, 580, "RT-1", After(4, 0, charged: 0), Now);
        Owing(cancelled).When(o => ReturnPayment.Decide(o, new(580, "RT-1"), Now)).Then(back);
        Owing([.. cancelled, back]).When(o => ReturnPayment.Decide(o, new(580, "RT-1"), Now)).ThenNothing();
        Owing([.. cancelled, back]).When(o => ReturnPayment.Decide(o, new(579, "RT-1"), Now)).ThenRejected("payment-differs");
        Owing(paid).When(o => ReturnPayment.Decide(o, new(1, "RT-1"), Now)).ThenRejected("more-than-due");
    }

    [Fact]
    public void ANewInspectionTakesBackWhatWasAccepted()
    {
        var facts = DiagnoseUnit.Decide(Owing().State, new("F03", true, 2, [Screen]), File(), UnitHistory.Empty(Imei), Now).Events;
        Assert.Equivalent(new ChargesSet(Ticket, [], After(2, 0, charged: 0), Now), facts.OfType<ChargesSet>().Single(), strict: true);
        Assert.Equal(660, facts.OfType<QuoteMade>().Single().Amount);
    }

    [Fact]
    public void EvidenceThatMakesARepairFreeReturnsWhatWasPaid()
    {
        var sold = new Unit
        {
            Id = Imei,
            Model = "M",
            SoldOn = new DateOnly(2025, 11, 22),
            InvoiceNumber = "INV-1",
            Price = 1999,
        };
        var order = Owing(Paid(580, "RC-1", After(2, 580))).State;
        var facts = DecideAgain.Decide(order, new(), File(unit: sold), UnitHistory.Empty(Imei), Now).Events;
        Assert.True(facts.OfType<WarrantyDecided>().Single().Decision.Free);
        Assert.Equal(After(3, 580, charged: 0), facts.OfType<ChargesSet>().Single().After);
    }

    [Fact]
    public void AQuoteIsMadeByThePriceListOfItsDayAndItsLevels()
    {
        var list = Prices with
        {
            Id = "2026-03-01",
            Labor = [new(1, 80), new(3, 150)],
            TravelPerKilometre = 2.5m,
            Parts = [new PartPrice("SCREEN", 450)],
        };
        var order = Owing().State with { DoneOnSite = new RepairedOnSite("T00000042-W1", 1, "E1", 1, 12.3m, new(2026, 3, 2), Now) };
        var quote = Quote.Of(order, [new(1, [Screen, new("KEY", 2)], 0.333m, 3)], File(list), Now);
        Assert.Equal(
            [
                new(1, ChargeKind.Part, "SCREEN", 1, 450, 450),
                new(1, ChargeKind.Part, "KEY", 2, 10, 20),
                new(1, ChargeKind.Labor, "3", 0.333m, 150, 49.95m),
                new ChargeLine(1, ChargeKind.Travel, "", 12.3m, 2.5m, 30.75m),
            ],
            quote.Lines
        );
        Assert.Equal((470m, 49.95m, 30.75m, 550.70m), (quote.PartsAmount, quote.LaborAmount, quote.TravelAmount, quote.Amount));
        Assert.Equal(("2026-03-01", 2), (quote.PriceList, quote.Version));
        Assert.Null(File(list).Refuse([Screen], 3));
        Assert.Equal("labor-level-unknown", File(list).Refuse([Screen], 2)?.Code);
    }

    [Fact]
    public void APriceListNamesEachThingOnceAndIsNeverChangedOnceInForce()
    {
        var today = new DateOnly(2026, 3, 2);
        var list = new SetPriceList(today.AddDays(1), [new(1, 90), new(2, 120)], 2, [new("SCREEN", 450)]);
        Assert.Null(Refuse(list));
        Assert.Null(Refuse(list, list.List));
        Assert.Null(Refuse(list with { ValidFrom = today }));
        Assert.Equal("price-list-in-force", Refuse(list with { ValidFrom = today }, list.List));
        Assert.Equal("price-list-in-the-past", Refuse(list with { ValidFrom = today.AddDays(-1) }));
        Assert.Equal("labor-levels", Refuse(list with { Labor = [new(2, 120)] }));
        Assert.Equal("labor-levels", Refuse(list with { Labor = [new(1, 90), new(1, 91)] }));
        Assert.Equal("part-twice", Refuse(list with { Parts = [new("SCREEN", 1), new("SCREEN", 2)] }));
        Assert.Equal("part-unknown", Refuse(list with { Parts = [new("NONE", 1)] }));
        Assert.True(list.List.Says((list with { Labor = [new(1, 90), new(2, 120)] }).List));
        Assert.False(list.List.Says((list with { TravelPerKilometre = 3 }).List));

        string? Refuse(SetPriceList command, PriceList? sameDay = null) => SetPriceList.Refuse(command, sameDay, ["SCREEN"], today)?.Code;
    }

    /// <summary>What somebody tries with the money of an order.</summary>
    private sealed record Act(int Kind, decimal Amount, string Reference);

    private static readonly Gen<Act> Acts = Gen.Select(
        Gen.Int[0, 6],
        Gen.Int[-100, 70_000].Select(cents => cents / 100m),
        Gen.Int[1, 6],
        (kind, amount, reference) => new Act(kind, amount, $"RC-{reference}")
    );

    [Fact]
    public void WhateverIsTriedASettledOrderHasLinesEqualToPaymentsAndWaivers() =>
        Acts.Array[0, 25]
            .Sample(
                acts =>
                {
                    List<object> facts = [];
                    foreach (var act in acts)
                    {
                        var order = Owing([.. facts]).State;
                        var decision = Try(order, act);
                        Assert.True(decision.Rejection is null || decision.Events.Count == 0);
                        facts.AddRange(decision.Events);
                        Check(order, Owing([.. facts]).State, act.Kind);
                    }
                },
                iter: 400
            );

    private static Decision Try(RepairOrder order, Act act) =>
        act.Kind switch
        {
            0 or 1 => Pay(order, act.Amount, act.Reference),
            2 => WaiveCharges.Decide(order, new(act.Amount, "goodwill"), Now),
            3 => ReturnPayment.Decide(order, new(act.Amount, act.Reference), Now),
            4 => DiagnoseUnit.Decide(order, new("F03", true, Math.Abs(act.Amount) / 100, [Screen]), File(), UnitHistory.Empty(Imei), Now),
            5 => AnswerQuote.Accept(order, order.QuoteVersion, Now),
            // Seldom: nothing but returns comes after it.
            _ => act.Amount > 600 ? CancelRepairOrder.Decide(order, "withdrawn", Now) : Decision.NoChange,
        };

    private static void Check(RepairOrder before, RepairOrder after, int kind)
    {
        var money = after.Money;
        Assert.Equal(after.Charges.Sum(line => line.Amount), money.Charged);
        Assert.Equal(after.Payments.Sum(p => p.Amount) - after.Returns.Sum(p => p.Amount), money.Paid);
        Assert.Equal(money.Charged - money.Waived - money.Paid, money.Due);
        Assert.InRange(money.Waived, 0, money.Charged);
        Assert.True(money.Paid >= 0, "More went back than came.");
        if (money.Status == SettlementStatus.Settled)
        {
            Assert.Equal(after.Charges.Sum(line => line.Amount), money.Paid + money.Waived);
        }

        // Only a change of the charges can make a return due; paying, waiving and returning never do.
        if (kind <= 3)
        {
            Assert.True(
                money.Due >= Math.Min(0, before.Money.Due) && money.Due <= Math.Max(0, before.Money.Due),
                $"{before.Money} {money}"
            );
        }
    }
}
