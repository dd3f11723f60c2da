using CsCheck;
using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Charges;
using CustomerService.Repair.Inventory;
using CustomerService.Repair.RepairOrders;
using CustomerService.Repair.Warranty;
using CustomerService.TestSupport;
using static CustomerService.Repair.Tests.RepairDecisions;

namespace CustomerService.Repair.Tests.RepairOrders;

/// <summary>R3, R9: a second look adds work and a new version of the quote; quotes expire.</summary>
public sealed class SecondLookTests
{
    private const string Number = "R00000001";
    private const string Imei = "001016952601545";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly PartLine Screen = new("SCREEN", 1);
    private static readonly PartLine Keys = new("KEY", 2);
    private static readonly RepairOrderOpened Opened = new(RepairOrigin.Counter, null, Imei, "F03", "S310101", Now);
    private static readonly UnitReceived Received = new(RepairOrigin.Counter, null, Imei, "F03", "S310101", [], null, null, [], Now);
    private static readonly FaultDiagnosed Diagnosed = new("F03", "screen", true, Exclusion.None, [Screen], 1, null, Now);
    private static readonly LookAgain More = new([Keys], 0.5m, "The keys stick.");
    private static readonly WorkAdded Added = new(2, [Keys], 0.5m, "The keys stick.", false, Now);
    private static readonly CaseFile File = new(
        Fault.NotListed("F03"),
        null,
        null,
        [Part("SCREEN", 500), Part("KEY", 10)],
        WarrantyTables.Shipped,
        new RepairOptions(),
        PriceList.Of(new RepairOptions())
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

    private static RepairStatusChanged Status(RepairStatus status, int revision) => new(null, status, revision, "S310101", Now);

    private static readonly ChargeLine[] First = [Quotes.Part("SCREEN", 1, 500), Quotes.Labor(1)];

    private static QuoteMade Quoted(int version, params ChargeLine[] lines) =>
        Quotes.Quote(null, version, Now, TimeSpan.FromDays(14), lines);

    private static ChargeLine[] Second(int look = 2) => [Quotes.Part("KEY", 2, 10, look), Quotes.Labor(0.5m, look: look)];

    private static WarrantyDecided Decided(bool free) =>
        new(
            null,
            Imei,
            new WarrantyClaim(CoveredPart.Host, new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 2)),
            new WarrantyDecision(
                free ? "H8" : "X1",
                [free ? RepairOption.Repair : RepairOption.PaidRepair],
                free,
                free ? Payer.Maker : Payer.Customer,
                [],
                "t"
            ),
            Now
        );

    private static Given<RepairOrder> Free(params object[] more) =>
        Given<RepairOrder>(
            Number,
            [
                Opened,
                Received,
                Diagnosed,
                Decided(free: true),
                new PartsReserved([Screen], "S310101", Now),
                Status(RepairStatus.InRepair, 3),
                .. more,
            ]
        );

    private static Given<RepairOrder> Paid(params object[] more) =>
        Given<RepairOrder>(
            Number,
            [
                Opened,
                Received,
                Diagnosed,
                Decided(free: false),
                Quoted(1, First),
                new QuoteAccepted(1, Now),
                Quoted(1, First).Charged(Now),
                new PartsReserved([Screen], "S310101", Now),
                Status(RepairStatus.InRepair, 5),
                .. more,
            ]
        );

    [Fact]
    public void WithinTheWarrantyFurtherPartsAreReservedBeforeTheWorkIsFinished()
    {
        Free().When(o => LookAgain.Decide(o, More, File, Now)).Then(Added);
        Free(Added).When(o => FinishRepair.Decide(o, Now)).ThenRejected("parts-not-reserved");
        Free(Added).When(o => ReserveParts.Decide(o, _ => 9, new(), Now)).Then(new PartsReserved([Keys], "S310101", Now));
        Free(Added)
            .When(o => ReserveParts.Decide(o, _ => 1, new(), Now))
            .Then(
                new PartsAwaited([Keys with { Quantity = 1 }], "S310101", Now + new RepairOptions().PartsRetryAfter, Now),
                Status(RepairStatus.AwaitingParts, 4)
            );
        Free(Added, new PartsReserved([Keys], "S310101", Now))
            .When(o => FinishRepair.Decide(o, Now))
            .Then(new PartsUsed([Screen, Keys], "S310101", Now), Status(RepairStatus.QualityCheck, 4));
    }

    [Fact]
    public void MoreOfAPartThatIsReservedIsReservedBesideItAndUsedWithIt()
    {
        var again = new WorkAdded(2, [Screen], 0.5m, More.Cause, false, Now);
        Free().When(o => LookAgain.Decide(o, More with { Parts = [Screen] }, File, Now)).Then(again);
        Free(again).When(o => ReserveParts.Decide(o, _ => 1, new(), Now)).Then(new PartsReserved([Screen], "S310101", Now));
        Free(again, new PartsReserved([Screen], "S310101", Now))
            .When(o => FinishRepair.Decide(o, Now))
            .Then(new PartsUsed([Screen with { Quantity = 2 }], "S310101", Now), Status(RepairStatus.QualityCheck, 4));
    }

    [Fact]
    public void PartsThatAreTakenBackAreWaitedForAndReservedAnew()
    {
        var command = new TakeBackStock(StockOwnerKind.RepairOrder, Number, "S310101", "SCREEN", "urgent");
        var taken = new PartsTakenBack([Screen], "S310101", "urgent", Now);
        var awaited = new PartsAwaited([Screen], "S310101", Now + new RepairOptions().PartsRetryAfter, Now);
        Free().When(o => TakeBackStock.Decide(o, command, new(), Now)).Then(taken, awaited, Status(RepairStatus.AwaitingParts, 4));
        object[] waiting = [taken, awaited, Status(RepairStatus.AwaitingParts, 4)];
        Free(waiting).When(o => FinishRepair.Decide(o, Now)).ThenRejected("wrong-status");
        Free(waiting)
            .When(o => ReserveParts.Decide(o, _ => 1, new(), Now))
            .Then(new PartsReserved([Screen], "S310101", Now), Status(RepairStatus.InRepair, 5));
        Free(waiting).When(o => TakeBackStock.Decide(o, command, new(), Now)).ThenRejected("not-reserved");
        Free().When(o => TakeBackStock.Decide(o, command with { StockRoom = "HQ" }, new(), Now)).ThenRejected("not-reserved");

        // While the customer is asked about more work, the order only hears of it: it reserves anew when the work goes on.
        object[] asked = [Added with { AtCustomersCost = true }, Quoted(2, [.. First, .. Second()]), Status(RepairStatus.Quoted, 6)];
        Paid(asked).When(o => TakeBackStock.Decide(o, command, new(), Now)).Then(taken);
        Paid([.. asked, taken, new QuoteAccepted(2, Now), Status(RepairStatus.QuoteAccepted, 7)])
            .When(o => ReserveParts.Decide(o, _ => 9, new(), Now))
            .Then(new PartsReserved([Screen, Keys], "S310101", Now), Status(RepairStatus.InRepair, 8));
    }

    [Fact]
    public void AfterAFailedCheckTheWorkGoesOnWithFurtherParts()
    {
        object[] failed =
        [
            new PartsUsed([Screen], "S310101", Now),
            Status(RepairStatus.QualityCheck, 4),
            new QualityChecked(false, "The keys stick.", Now),
            Status(RepairStatus.InRepair, 5),
        ];
        Free(failed).When(o => LookAgain.Decide(o, More, File, Now)).Then(Added);
        // The same part once more: the first one was broken.
        Free(failed)
            .When(o => LookAgain.Decide(o, More with { Parts = [Screen] }, File, Now))
            .Then(new WorkAdded(2, [Screen], 0.5m, More.Cause, false, Now));
        Free([.. failed, Added, new PartsReserved([Keys], "S310101", Now)])
            .When(o => FinishRepair.Decide(o, Now))
            .Then(new PartsUsed([Keys], "S310101", Now), Status(RepairStatus.QualityCheck, 6));
    }

    [Fact]
    public void WhatTheCustomerPaysForIsQuotedAnewWithEverything()
    {
        Paid()
            .When(o => LookAgain.Decide(o, More, File, Now))
            .Then(Added with { AtCustomersCost = true }, Quoted(2, [.. First, .. Second()]), Status(RepairStatus.Quoted, 6));
        // What is excluded from a free repair is quoted alone.
        Free()
            .When(o => LookAgain.Decide(o, More with { Exclusion = Exclusion.UserDamage }, File, Now))
            .Then(Added with { AtCustomersCost = true }, Quoted(1, Second()), Status(RepairStatus.Quoted, 4));
    }

    [Fact]
    public void AQuoteIsAnsweredByItsVersionAndADeclinedLookIsLeftOut()
    {
        object[] again = [Added with { AtCustomersCost = true }, Quoted(2, [.. First, .. Second()]), Status(RepairStatus.Quoted, 6)];
        Paid(again).When(o => AnswerQuote.Accept(o, 1, Now)).ThenRejected("quote-replaced");
        Paid(again).When(o => AnswerQuote.Decline(o, 3, Now)).ThenRejected("quote-replaced");
        Paid(again)
            .When(o => AnswerQuote.Accept(o, 2, Now))
            .Then(
                new QuoteAccepted(2, Now),
                Quoted(2, [.. First, .. Second()]).Charged(Now, revision: 2),
                Status(RepairStatus.QuoteAccepted, 7)
            );
        Paid([.. again, new QuoteAccepted(2, Now), Status(RepairStatus.QuoteAccepted, 7)])
            .When(o => ReserveParts.Decide(o, _ => 9, new(), Now))
            .Then(new PartsReserved([Keys], "S310101", Now), Status(RepairStatus.InRepair, 8));
        object[] declined = [new QuoteDeclined(2, Now), new WorkDropped(2, Now), Status(RepairStatus.InRepair, 7)];
        Paid(again).When(o => AnswerQuote.Decline(o, 2, Now)).Then(declined);
        Paid([.. again, .. declined]).When(o => AnswerQuote.Decline(o, 2, Now)).ThenNothing();
        Paid([.. again, .. declined])
            .When(o => FinishRepair.Decide(o, Now))
            .Then(new PartsUsed([Screen], "S310101", Now), Status(RepairStatus.QualityCheck, 8));
        // The next look has a number and a version of its own.
        Paid([.. again, .. declined])
            .When(o => LookAgain.Decide(o, More, File, Now))
            .Then(Added with { Look = 3, AtCustomersCost = true }, Quoted(3, [.. First, .. Second(3)]), Status(RepairStatus.Quoted, 8));
    }

    [Fact]
    public void AQuoteThatNobodyAnswersEndsAsIfDeclined()
    {
        object[] waiting = [Opened, Received, Diagnosed, Decided(free: false), Quoted(1, First), Status(RepairStatus.Quoted, 3)];
        var late = Now.AddDays(14);
        Assert.Null(AnswerQuote.Accept(Given<RepairOrder>(Number, waiting).State, 1, late.AddTicks(-1)).Rejection);
        Given<RepairOrder>(Number, waiting).When(o => AnswerQuote.Accept(o, 1, late)).ThenRejected("quote-expired");
        Given<RepairOrder>(Number, waiting)
            .When(o => Quote.Expire(o, 1, late))
            .Then(new QuoteExpired(1, late), Status(RepairStatus.ReturnedUnrepaired, 4) with { At = late });
        Given<RepairOrder>(Number, waiting).When(o => Quote.Expire(o, 2, late)).ThenNothing();
        Paid().When(o => Quote.Expire(o, 1, late)).ThenNothing();
        Paid(Added with { AtCustomersCost = true }, Quoted(2, [.. First, .. Second()]), Status(RepairStatus.Quoted, 6))
            .When(o => Quote.Expire(o, 2, late))
            .Then(new QuoteExpired(2, late), new WorkDropped(2, late), Status(RepairStatus.InRepair, 7) with { At = late });
    }

    [Fact]
    public void ALookNeedsABenchAndSomethingToDo()
    {
        Free(Status(RepairStatus.QualityCheck, 4)).When(o => LookAgain.Decide(o, More, File, Now)).ThenRejected("wrong-status");
        Free(Status(RepairStatus.HandedOver, 4)).When(o => LookAgain.Decide(o, More, File, Now)).ThenRejected("repair-order-ended");
        Free().When(o => LookAgain.Decide(o, new([], 0, "?"), File, Now)).ThenRejected("nothing-added");
        Assert.Equal("part-unknown", File.Refuse([new("NONE", 1)])?.Code);
        Assert.Equal("part-twice", File.Refuse([Keys, Keys])?.Code);
        Assert.Null(File.Refuse([Keys, Screen]));
    }

    [Fact]
    public void OnceBegunItIsNotInspectedAnewAndWhatPassedTheCheckIsNotCancelled()
    {
        Paid(Added with { AtCustomersCost = true }, Quoted(2, [.. First, .. Second()]), Status(RepairStatus.Quoted, 6))
            .When(o => DiagnoseUnit.Decide(o, new("F03", true, 1, []), File, UnitHistory.Empty(Imei), Now))
            .ThenRejected("wrong-status");
        Free(Status(RepairStatus.Ready, 4)).When(o => CancelRepairOrder.Decide(o, "withdrawn", Now)).ThenRejected("wrong-status");
    }

    [Fact]
    public void WhatIsLeftAndWhatIsTakenAreAllThatWasPlanned()
    {
        var lines = Gen.Select(Gen.Int[0, 3].Select(i => $"P{i}"), Gen.Int[1, 9], (part, pieces) => new PartLine(part, pieces)).List[0, 8];
        Gen.Select(lines, lines)
            .Sample(
                (planned, taken) =>
                {
                    var all = PartLines.Sum(planned);
                    var left = PartLines.Less(all, taken);
                    foreach (var line in all)
                    {
                        var gone = taken.Where(t => t.PartNumber == line.PartNumber).Sum(t => t.Quantity);
                        var rest = left.Where(l => l.PartNumber == line.PartNumber).Sum(l => l.Quantity);
                        Assert.Equal(Math.Max(0, line.Quantity - gone), rest);
                    }

                    Assert.Equal(planned.Sum(l => l.Quantity), all.Sum(l => l.Quantity));
                    Assert.DoesNotContain(left, l => l.Quantity <= 0);
                }
            );
    }
}
