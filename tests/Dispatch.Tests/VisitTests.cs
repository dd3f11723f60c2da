using System.Security.Cryptography;
using CustomerService.Dispatch.Integration;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using static CustomerService.Dispatch.Tests.DispatchDecisions;

namespace CustomerService.Dispatch.Tests;

/// <summary>D5: the steps of a visit.</summary>
public sealed class VisitTests
{
    private static readonly byte[] Image = [1, 2, 3];
    private static readonly CompleteVisit Report = new(
        VisitOutcome.Repaired,
        "cracked",
        ["new screen"],
        1.5m,
        12,
        new Signature(Image),
        PartsUsed: [new PartLine("CS-L5-SCREEN", 1)]
    );

    private static readonly Dictionary<string, object[]> Histories = new()
    {
        ["proposed"] = Opened,
        ["confirmed"] = Confirmed,
        ["onTheWay"] = OnTheWay,
        ["onSite"] = OnSite,
        ["done"] = Done,
        ["broken"] = Broken,
        ["cancelled"] = Cancelled,
    };

    /// <summary>Every command in every state: accepted (null), repeated (""), or refused with a code.</summary>
    [Theory]
    [InlineData("leave", "visit-not-confirmed", null, "", "", "visit-ended", "visit-ended", "visit-ended")]
    [InlineData("arrive", "visit-not-confirmed", null, null, "", "visit-ended", "visit-ended", "visit-ended")]
    [InlineData("complete", "not-on-site", "not-on-site", "not-on-site", null, "report-differs", "visit-ended", "visit-ended")]
    [InlineData("abandon", "visit-not-confirmed", null, null, null, "visit-ended", "", "visit-ended")]
    [InlineData("cancel", null, null, null, "engineer-on-site", "visit-ended", "visit-ended", "")]
    [InlineData(
        "reschedule",
        "visit-not-confirmed",
        null,
        "visit-not-confirmed",
        "visit-not-confirmed",
        "visit-ended",
        "visit-ended",
        "visit-ended"
    )]
    [InlineData("propose", "visit-open", "visit-open", "visit-open", "visit-open", null, null, null)]
    public void TheTableOfSteps(
        string command,
        string? proposed,
        string? confirmed,
        string? onTheWay,
        string? onSite,
        string? done,
        string? broken,
        string? cancelled
    )
    {
        foreach (var (history, expected) in Histories.Values.Zip([proposed, confirmed, onTheWay, onSite, done, broken, cancelled]))
        {
            var decision = Decide(Order(history).State, command);
            Assert.Equal(expected, decision.Rejection?.Code ?? (decision.Events.Count == 0 ? "" : null));
        }
    }

    [Theory]
    [InlineData("leave")]
    [InlineData("arrive")]
    [InlineData("complete")]
    [InlineData("abandon")]
    [InlineData("cancel")]
    [InlineData("reschedule")]
    public void AnotherEngineerAndAnAgentDoNothing(string command)
    {
        foreach (var history in Histories.Values.Except([Opened, Cancelled]))
        {
            Assert.Equal("not-your-visit", Decide(Order(history).State, command, Other).Rejection?.Code);
            Assert.Equal("not-your-visit", Decide(Order(history).State, command, Agent).Rejection?.Code);
        }
    }

    [Fact]
    public void LeavingPutsTheOrderEnRoute() =>
        Order(Confirmed)
            .When(o => Decide(o, "leave", Holder))
            .Then(new EngineerLeft(1, "E1", Now), new WorkOrderStatusChanged(WorkOrderStatus.EnRoute, 3, "S310101", "E1", Now));

    [Fact]
    public void TheReportKeepsTheHashOfTheSignature() =>
        Order(OnSite)
            .When(o => Decide(o, "complete", Holder))
            .Then(
                new VisitCompleted(
                    1,
                    "E1",
                    "S310101",
                    "001016952601545",
                    "F03",
                    VisitOutcome.Repaired,
                    "cracked",
                    ["new screen"],
                    [new PartUsed("CS-L5-SCREEN", 1)],
                    1.5m,
                    12,
                    Convert.ToHexStringLower(SHA256.HashData(Image)),
                    Signer.Customer,
                    Now,
                    "C000001"
                ),
                new WorkOrderStatusChanged(WorkOrderStatus.Completed, 5, "S310101", "E1", Now)
            );

    [Fact]
    public void APartStandsOnOneLine() =>
        Order(OnSite)
            .When(o =>
                CompleteVisit.Decide(o, 1, Report with { PartsUsed = [new PartLine("A", 1), new PartLine("A", 2)] }, Holder, Rules, Now)
            )
            .ThenRejected("part-twice");

    [Theory]
    [InlineData(5, null)]
    [InlineData(6, "time-in-future")]
    [InlineData(0, null)]
    [InlineData(-1, "time-before-previous-step")]
    public void AReportedTimeLiesBetweenTheStepBeforeAndNow(int minutes, string? code)
    {
        var at = Now.AddMinutes(minutes);
        Assert.Equal(code, ArriveAtVisit.Decide(Order(OnTheWay).State, 1, new ArriveAtVisit(at), Holder, Rules, Now).Rejection?.Code);
        Assert.Equal(code, CompleteVisit.Decide(Order(OnSite).State, 1, Report with { At = at }, Holder, Rules, Now).Rejection?.Code);
    }

    [Fact]
    public void TheSameWindowAgainIsNoMove() =>
        Order(Confirmed).When(o => RescheduleVisit.Decide(o, 1, new RescheduleVisit(From, To, "r"), Holder, Rules, Now)).ThenNothing();

    [Fact]
    public void AMoveNamesWhoAndWhy() =>
        Order(Confirmed)
            .When(o => RescheduleVisit.Decide(o, 1, new RescheduleVisit(To, To.AddHours(1), "away"), Dispatcher, Rules, Now))
            .Then(new VisitRescheduled(1, To, To.AddHours(1), "away", "dispatcher:D1", null, Now));

    [Theory]
    [InlineData(2, null, null)]
    [InlineData(-2, null, null)]
    [InlineData(2.1, null, "customer-agreement-missing")]
    [InlineData(240, null, "customer-agreement-missing")]
    [InlineData(240, "call-77", null)]
    public void AWindowMovesFarOnlyWithTheCustomer(double hours, string? agreedIn, string? code) =>
        Assert.Equal(
            code,
            RescheduleVisit
                .Decide(
                    Order(Confirmed).State,
                    1,
                    new RescheduleVisit(From.AddHours(hours), To.AddHours(hours), "r", agreedIn),
                    Holder,
                    Rules,
                    Now
                )
                .Rejection?.Code
        );

    [Fact]
    public void TheSameReportAgainIsNothingAndAnotherIsRefused()
    {
        var done = Order([.. OnSite, .. Decide(Order(OnSite).State, "complete").Events]);
        done.When(o => CompleteVisit.Decide(o, 1, Report with { At = Now.AddMinutes(1) }, Holder, Rules, Now.AddHours(1))).ThenNothing();
        done.When(o => CompleteVisit.Decide(o, 1, Report with { Findings = "other" }, Holder, Rules, Now)).ThenRejected("report-differs");
        done.When(o => CompleteVisit.Decide(o, 1, Report with { PartsUsed = [] }, Holder, Rules, Now)).ThenRejected("report-differs");
    }

    [Fact]
    public void ASignedReportIsCorrectedByAFurtherFact()
    {
        var correct = new CorrectReport("cracked and wet", ["new screen", "dried"], 2, 14, "typed-wrong");
        var first = new VisitReportCorrected(
            1,
            1,
            correct.Findings,
            correct.Acts,
            correct.Hours,
            correct.TravelKilometres,
            correct.Reason,
            "engineer:E1",
            Now
        );
        var back = new CorrectReport("f", [], 1, 1, "was-right");
        Decision Say(WorkOrder order, CorrectReport command, Actor? actor = null) =>
            CorrectReport.Decide(order, 1, command, actor ?? Holder, Now);
        Order(Done).When(o => Say(o, correct)).Then(first);
        Order(Done).When(o => Say(o, back)).ThenNothing();
        var corrected = Order([.. Done, first]);
        corrected.When(o => Say(o, correct with { Reason = "again" })).ThenNothing();
        corrected
            .When(o => Say(o, back, Dispatcher))
            .Then(new VisitReportCorrected(1, 2, "f", back.Acts, 1, 1, "was-right", "dispatcher:D1", Now));
        corrected.When(o => Say(o, back, Other)).ThenRejected("not-your-visit");
    }

    [Theory]
    [InlineData("proposed")]
    [InlineData("confirmed")]
    [InlineData("onSite")]
    [InlineData("broken")]
    public void WhatHasNoReportIsNotCorrected(string history) =>
        Order(Histories[history])
            .When(o => CorrectReport.Decide(o, 1, new CorrectReport("f", [], 1, 1, "r"), Dispatcher, Now))
            .ThenRejected("no-report");

    [Fact]
    public void AConfirmedVisitGoesToAnotherEngineer()
    {
        Order(Confirmed)
            .When(o => ReassignVisit.Decide(o, 1, new ReassignVisit("closer"), Dispatcher, Now))
            .Then(
                new VisitReturned(1, "E1", "closer", From, To, false, "dispatcher:D1", Now),
                new WorkOrderStatusChanged(WorkOrderStatus.Unscheduled, 3, null, null, Now)
            );
        Order(Confirmed).When(o => ReassignVisit.Decide(o, 1, new ReassignVisit("closer"), Holder, Now)).ThenRejected("dispatchers-only");
        Order(Opened).When(o => ReassignVisit.Decide(o, 1, new ReassignVisit("r"), Dispatcher, Now)).ThenRejected("visit-not-confirmed");
        Order(OnTheWay).When(o => ReassignVisit.Decide(o, 1, new ReassignVisit("r"), Dispatcher, Now)).ThenRejected("engineer-under-way");
        Order(Done).When(o => ReassignVisit.Decide(o, 1, new ReassignVisit("r"), Dispatcher, Now)).ThenRejected("visit-ended");
        Order([.. Confirmed, new VisitReturned(1, "E1", "closer", From, To, false, "dispatcher:D1", Now)])
            .When(o => ReassignVisit.Decide(o, 1, new ReassignVisit("closer"), Dispatcher, Now))
            .ThenNothing();
    }

    [Fact]
    public void TheCustomerAgreesToTheWindowThatIsAndRefusesIt()
    {
        var customer = new Actor("customer", "C000001");
        Decision Say(WorkOrder order, int window, WindowAnswer answer) =>
            AnswerWindow.Decide(order, 1, new AnswerWindow(window, answer), customer, Rules, Now);
        var agreed = new WindowAnswered(1, 1, WindowAnswer.Agreed, "customer:C000001", Now);
        Order(Confirmed).When(o => Say(o, 1, WindowAnswer.Agreed)).Then(agreed);
        Order([.. Confirmed, agreed]).When(o => Say(o, 1, WindowAnswer.Agreed)).ThenNothing();
        var moved = new VisitRescheduled(1, To, To.AddHours(1), "away", "engineer:E1", null, Now);
        Order([.. Confirmed, moved]).When(o => Say(o, 1, WindowAnswer.Agreed)).ThenRejected("window-moved");
        Order(Opened).When(o => Say(o, 1, WindowAnswer.Agreed)).ThenRejected("visit-not-confirmed");
        Order(Confirmed)
            .When(o => Say(o, 1, WindowAnswer.Refused))
            .Then(
                agreed with
                {
                    Answer = WindowAnswer.Refused,
                },
                new VisitReturned(1, "E1", "window-refused", To, null, true, "customer:C000001", Now),
                new WorkOrderStatusChanged(WorkOrderStatus.Unscheduled, 3, null, null, Now)
            );
    }

    [Fact]
    public void ATicketThatEndsEndsWhatWasAskedBefore()
    {
        Order(Confirmed)
            .When(o => TicketEnd.Decide(o, "ticket-closed", Now.AddHours(1)))
            .Then(
                new TicketOfOrderCancelled("ticket-closed", Now.AddHours(1)),
                new VisitNotCompleted(1, VisitState.Cancelled, "ticket-closed", Now.AddHours(1)),
                new WorkOrderStatusChanged(WorkOrderStatus.Cancelled, 3, "S310101", "E1", Now.AddHours(1))
            );
        Order(Confirmed).When(o => TicketEnd.Decide(o, "ticket-closed", Now.AddTicks(-1))).ThenNothing();
        var ended = new TicketOrders("T00000042", [], null, Now);
        Assert.Equal(("ticket-ended", null), (ended.EndedBefore(Now), ended.EndedBefore(Now.AddTicks(1))));
    }

    [Fact]
    public void AFurtherVisitAfterABrokenOneSuspendsTheOrder() =>
        Order(Broken)
            .When(o => ProposeVisit.Decide(o, new ProposeVisit(), Holder, Rules, Now))
            .Then(new VisitProposed(2, null, null, Now), new WorkOrderStatusChanged(WorkOrderStatus.Suspended, 6, null, null, Now));

    [Fact]
    public void ACancelledTicketGetsNoFurtherVisit() =>
        Order([.. Done, new TicketOfOrderCancelled("withdrawn", Now)])
            .When(o => ProposeVisit.Decide(o, new ProposeVisit(), Dispatcher, Rules, Now))
            .ThenRejected("ticket-cancelled");

    [Fact]
    public void ATicketsCancellationEndsWhatHasNotBegun()
    {
        Order(OnTheWay)
            .When(o => TicketCancelledConsumer.Cancel(o, "withdrawn", Now))
            .Then(
                new TicketOfOrderCancelled("withdrawn", Now),
                new VisitNotCompleted(1, VisitState.Cancelled, "withdrawn", Now),
                new WorkOrderStatusChanged(WorkOrderStatus.Cancelled, 4, "S310101", "E1", Now)
            );
        Order(OnSite).When(o => TicketCancelledConsumer.Cancel(o, "withdrawn", Now)).Then(new TicketOfOrderCancelled("withdrawn", Now));
        Order([.. Done, new TicketOfOrderCancelled("withdrawn", Now)])
            .When(o => TicketCancelledConsumer.Cancel(o, "withdrawn", Now))
            .ThenNothing();
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("abandon")]
    public void WhatEndsGivesTheTimeBack(string command)
    {
        var order = Order(OnSite).State;
        Assert.Equal("E1", Assert.Single(VisitDoor.ChangesOf(order, Decide(order, command).Events)).EngineerId);
    }

    private static Decision Decide(WorkOrder order, string command, Actor? actor = null) =>
        command switch
        {
            "leave" => LeaveForVisit.Decide(order, 1, actor ?? Dispatcher, Now),
            "arrive" => ArriveAtVisit.Decide(order, 1, new ArriveAtVisit(), actor ?? Dispatcher, Rules, Now),
            "complete" => CompleteVisit.Decide(order, 1, Report, actor ?? Dispatcher, Rules, Now),
            "abandon" => AbandonVisit.Decide(order, 1, new AbandonVisit("r"), actor ?? Dispatcher, Now),
            "cancel" => CancelVisit.Decide(order, 1, new CancelVisit("r"), actor ?? Dispatcher, Now),
            "reschedule" => RescheduleVisit.Decide(order, 1, new RescheduleVisit(To, To.AddHours(2), "r"), actor ?? Dispatcher, Rules, Now),
            "propose" => ProposeVisit.Decide(order, new ProposeVisit(), actor ?? Dispatcher, Rules, Now),
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };
}
