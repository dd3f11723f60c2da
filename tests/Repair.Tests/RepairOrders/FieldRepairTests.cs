using CustomerService.Contracts.Intake.Grpc;
using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Charges;
using CustomerService.Repair.RepairOrders;
using CustomerService.Repair.Visits;
using CustomerService.Repair.Warranty;
using CustomerService.TestSupport;
using static CustomerService.Repair.Tests.RepairDecisions;

namespace CustomerService.Repair.Tests.RepairOrders;

/// <summary>R1, R2, R3: a repair at the customer's is decided, quoted and answered like one at the counter.</summary>
public sealed class FieldRepairTests
{
    private const string Number = "T00000042-W1-R";
    private const string Imei = "001016952601545";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly PartLine Screen = new("CS-A1-SCREEN", 1);
    private static readonly Fault NoDisplay = new()
    {
        Id = "F03",
        Zh = "屏幕无显示",
        En = "no display",
        PartClass = "screen",
        Listed = true,
    };
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
    private static readonly FieldRepair.Start Start = new(
        Number,
        new RepairOrderOpened(RepairOrigin.Visit, "T00000042", Imei, "F03", "S310101", Now, "C000001"),
        null
    );
    private static readonly RepairedOnSite Done = new("T00000042-W1", 1, "E1", 1.5m, 12, Today, Now);
    private static readonly FieldRepair.Report Report = new(Done, "S310101", [Screen]);

    private static CaseFile SoldOn(int? daysAgo) =>
        new(
            NoDisplay,
            daysAgo is not { } days
                ? null
                : new Unit
                {
                    Id = Imei,
                    Model = "CS-A1",
                    SoldOn = Today.AddDays(-days),
                    InvoiceNumber = "INV-1",
                    Price = 1999,
                },
            null,
            [ScreenPart],
            WarrantyTables.Shipped,
            new RepairOptions(),
            PriceList.Of(new RepairOptions())
        );

    private static Given<RepairOrder> OnSite(params object[] more) => Given<RepairOrder>(Number, [.. Start.Events, .. more]);

    private static UnitHistory NoHistory => UnitHistory.Empty(Imei);

    private static IReadOnlyList<object> Finish(int? soldDaysAgo, UnitHistory? history = null, params object[] before) =>
        FieldRepair.Finish(OnSite(before).State, Report, SoldOn(soldDaysAgo), history ?? NoHistory).Events;

    private static readonly QuoteMade Priced = Quotes.Quote(
        "T00000042",
        1,
        Now,
        null,
        Quotes.Part("CS-A1-SCREEN", 1, 531.86m),
        Quotes.Labor(1.5m)
    );

    private static RepairStatusChanged Status(RepairStatus status, int revision) => new("T00000042", status, revision, "S310101", Now);

    private static string Row(IEnumerable<object> facts) => facts.OfType<WarrantyDecided>().Single().Decision.Row;

    private static RepairStatus Last(IEnumerable<object> facts) => facts.OfType<RepairStatusChanged>().Last().Status;

    [Fact]
    public void WithinTheWarrantyItIsFreeAndOver()
    {
        var facts = Finish(100);
        Assert.Equal(
            [
                typeof(RepairedOnSite),
                typeof(PartsUsed),
                typeof(FaultDiagnosed),
                typeof(WarrantyDecided),
                typeof(RepairStatusChanged),
                typeof(UnitHandedOver),
                typeof(RepairStatusChanged),
            ],
            facts.Select(f => f.GetType())
        );
        Assert.Equal(("H8", Status(RepairStatus.HandedOver, 3)), (Row(facts), facts[^1]));
    }

    [Fact]
    public void OutOfWarrantyItIsQuotedWithPartsAndHoursAndNotOver()
    {
        var facts = Finish(3000);
        Assert.Equal("X1", Row(facts));
        Assert.Equivalent(Priced, facts.OfType<QuoteMade>().Single(), strict: true);
        Assert.Equal(Status(RepairStatus.Quoted, 3), facts[^1]);
        Assert.DoesNotContain(facts, f => f is UnitHandedOver);
    }

    [Fact]
    public void OfAUnitThatNobodyKnowsEvidenceIsAskedFor() => Assert.Equal("U1", Row(Finish(null)));

    [Fact]
    public void EitherAnswerEndsWhatIsDoneAndTheRefusalIsOnRecord()
    {
        object[] quoted = [.. Finish(3000)];
        OnSite(quoted)
            .When(o => AnswerQuote.Accept(o, 1, Now.AddDays(3)))
            .Then(
                new QuoteAccepted(1, Now.AddDays(3)),
                Priced.Charged(Now.AddDays(3)),
                Status(RepairStatus.QuoteAccepted, 4) with
                {
                    At = Now.AddDays(3),
                },
                new UnitHandedOver("T00000042", Imei, "S310101", false, 0, Today, Now.AddDays(3)),
                Status(RepairStatus.HandedOver, 5) with
                {
                    At = Now.AddDays(3),
                }
            );
        OnSite(quoted)
            .When(o => AnswerQuote.Decline(o, 1, Now))
            .Then(
                new QuoteDeclined(1, Now),
                Priced.Charged(Now),
                new ChargesWaived("T00000042", 651.86m, "quoteDeclined", new Settlement(2, 651.86m, 0, 651.86m, "CNY"), Now),
                new UnitHandedOver("T00000042", Imei, "S310101", false, 0, Today, Now),
                Status(RepairStatus.HandedOver, 4)
            );
        object[] declined = [.. quoted, new QuoteDeclined(1, Now), Status(RepairStatus.HandedOver, 4)];
        OnSite(declined).When(o => AnswerQuote.Decline(o, 1, Now)).ThenNothing();
        OnSite(declined).When(o => AnswerQuote.Accept(o, 1, Now)).ThenRejected("repair-order-ended");
    }

    [Fact]
    public void EvidenceThatComesLaterMakesItFreeAndEndsIt()
    {
        var facts = DecideAgain.Decide(OnSite([.. Finish(null)]).State, new(), SoldOn(100), NoHistory, Now.AddDays(2)).Events;
        Assert.Equal(("H8", RepairStatus.HandedOver), (Row(facts), Last(facts)));
    }

    [Fact]
    public void WhatIsFreeAndLeavesAChoiceIsTakenAsTheRepairThatWasDone()
    {
        var facts = Finish(10);
        Assert.Equal("H2", Row(facts));
        Assert.Contains(new OptionChosen(RepairOption.Repair, Now), facts);
        Assert.Equal(RepairStatus.HandedOver, Last(facts));
    }

    [Fact]
    public void WhereTheTableOffersNoRepairTheCustomerStillChooses()
    {
        var repaired = new RepairRecorded("R1", "F03", "screen", true, false, Today.AddDays(-90), 0);
        var history = NoHistory with { Repairs = [repaired, repaired with { RepairOrderNumber = "R2" }] };
        object[] facts = [.. Finish(200, history)];
        Assert.Equal(("H3", RepairStatus.Diagnosed), (Row(facts), Last(facts)));
        OnSite(facts)
            .When(o => ChooseOption.Decide(o, new(RepairOption.Exchange), Now))
            .Then(new OptionChosen(RepairOption.Exchange, Now), Status(RepairStatus.Exchanged, 3));
        OnSite(facts)
            .When(o => HandOver.Decide(o, new RepairOptions(), Now))
            .Then(new UnitHandedOver("T00000042", Imei, "S310101", false, 0, Today, Now), Status(RepairStatus.HandedOver, 3));
    }

    [Fact]
    public void WhatWasAnsweredBeforeTheWorkStandsWhenItIsDone()
    {
        object[] quoted = [.. Inspected(3000)];
        Assert.Equal(Status(RepairStatus.Quoted, 3), quoted[^1]);
        var accepted = AnswerQuote.Accept(OnSite(quoted).State, 1, Now).Events;
        Assert.Equal(RepairStatus.QuoteAccepted, Last(accepted));
        OnSite([.. quoted, .. accepted])
            .When(o => FieldRepair.Finish(o, Report, SoldOn(3000), NoHistory))
            .Then(
                Done,
                new PartsUsed([Screen], "S310101", Now),
                new UnitHandedOver("T00000042", Imei, "S310101", false, 0, Today, Now),
                Status(RepairStatus.HandedOver, 5)
            );
        OnSite(quoted)
            .When(o => FieldRepair.Finish(o, Report, SoldOn(3000), NoHistory))
            .Then(Done, new PartsUsed([Screen], "S310101", Now));
        var declined = AnswerQuote.Decline(OnSite(quoted).State, 1, Now).Events;
        Assert.Equal(RepairStatus.ReturnedUnrepaired, Last(declined));
        OnSite([.. quoted, .. declined]).When(o => FieldRepair.Finish(o, Report, SoldOn(3000), NoHistory)).ThenNothing();
    }

    [Fact]
    public void AReportThatComesTwiceChangesNothing() =>
        OnSite([.. Finish(100)]).When(o => FieldRepair.Finish(o, Report, SoldOn(100), NoHistory)).ThenNothing();

    [Fact]
    public void AVisitThatRepairsNothingEndsWhatItOpened()
    {
        OnSite()
            .When(o => FieldRepair.GiveUp(o, "noFaultFound", Now))
            .Then(new RepairOrderCancelled("noFaultFound", Now), Status(RepairStatus.Cancelled, 2));
        OnSite([.. Finish(3000)]).When(o => FieldRepair.GiveUp(o, "advised", Now)).ThenNothing();
    }

    [Fact]
    public void AUnitAtTheCustomersTakesPartsOnlyInTheWorkshop()
    {
        object[] free = [.. Inspected(100)];
        OnSite(free).When(o => ReserveParts.Decide(o, _ => 9, new(), Now)).ThenRejected("unit-at-customer");
        var here = new UnitBroughtIn("S310101", [], null, [7, 30, 60], Now);
        OnSite(free).When(o => ReceiveUnit.Decide(o, new ReceiveUnit("S310101"), null, [7, 30, 60], Now)).Then(here);
        OnSite([.. free, here])
            .When(o => ReserveParts.Decide(o, _ => 9, new(), Now))
            .Then(new PartsReserved([Screen], "S310101", Now), Status(RepairStatus.InRepair, 3));
        OnSite([.. free, here]).When(o => FieldRepair.Finish(o, Report, SoldOn(100), NoHistory)).ThenNothing();
    }

    [Fact]
    public void ARepairCountsFromTheDayOfTheVisitAndOnce()
    {
        var order = OnSite().State;
        var quoted = Finish(3000);
        var record = HandOver.Record(order, quoted);
        Assert.Equal(new RepairRecorded(Number, "F03", "screen", true, false, Today, 0), record);
        var history = NoHistory with { Repairs = [record!] };
        Assert.True(history.Holds(Number));
        Assert.Equal(0, history.Before(Number).CompletedRepairs);
        Assert.Equal(1, history.Before("R00000001").CompletedRepairs);
    }

    [Fact]
    public void AVisitIsItsEngineersOrOfWhoLeadsTheSite()
    {
        var command = new OpenOnSite("T00000042-W1", 1, Imei, "F03");
        var visit = new KnownVisit
        {
            Id = "T00000042-W1/1",
            TicketNumber = "T00000042",
            EngineerId = "E1",
            SiteCode = "S310101",
            ConfirmedAt = Now,
        };
        var (here, elsewhere) = (new DataScope(["S310101"], []), new DataScope(["S320101"], []));
        Assert.Null(OpenOnSite.Refuse(command, visit, new Actor("engineer", "E1") { Scope = here }));
        Assert.Null(OpenOnSite.Refuse(command, visit, new Actor("supervisor", "S1") { Scope = here }));
        Assert.Equal("visit-unknown", OpenOnSite.Refuse(command, visit, new Actor("engineer", "E2") { Scope = here })?.Code);
        Assert.Equal("visit-unknown", OpenOnSite.Refuse(command, null, new Actor("engineer", "E1") { Scope = here })?.Code);
        Assert.Equal("outside-your-sites", OpenOnSite.Refuse(command, visit, new Actor("supervisor", "S1") { Scope = elsewhere })?.Code);
    }

    [Theory]
    [InlineData(null, true, "", "ticket-unknown")]
    [InlineData("C000001", false, "", "ticket-ended")]
    [InlineData("C000002", true, "", "customer-not-of-ticket")]
    [InlineData("C000001", true, "001010000000019", "unit-not-of-ticket")]
    [InlineData("C000001", true, Imei, null)]
    public void TicketCustomerAndUnitBelongTogether(string? customerOfTicket, bool isOpen, string unitOfTicket, string? refusal)
    {
        var found = customerOfTicket is null
            ? null
            : new FoundTicket
            {
                TicketNumber = "T00000042",
                CustomerNumber = customerOfTicket,
                UnitImei = unitOfTicket,
                IsOpen = isOpen,
            };
        Assert.Equal(refusal, NamedParties.Refuse("T00000042", "C000001", Imei, found)?.Code);
    }

    private static IReadOnlyList<object> Inspected(int soldDaysAgo) =>
        DiagnoseUnit.Decide(OnSite().State, new("F03", true, 1.5m, [Screen]), SoldOn(soldDaysAgo), NoHistory, Now).Events;
}
