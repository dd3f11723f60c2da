using CustomerService.Intake.Desk.ServiceLevels;
using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Desk.ServiceLevels.SlaHistory;

namespace CustomerService.Intake.Tests.Desk.ServiceLevels;

/// <summary>I10: warnings at 50, 75 and 100 %, once for each clock and episode.</summary>
public sealed class ServiceLevelWarningsTests
{
    private static readonly ServiceLevelOptions Options = new();

    // A consult by e-mail: first response 8 h, resolution 24 h.
    private static readonly TicketOpened Consult = Opened() with { Type = TicketType.Consult };

    [Fact]
    public void NothingBeforeHalfOfTheTime() => Assert.Empty(Warn(Hours(4).AddTicks(-1), Consult));

    [Fact]
    public void HalfOfTheTime() =>
        Assert.Equal([new ServiceLevelWarned(1, "firstResponse", 50, "A017", Hours(4))], Warn(Hours(4), Consult));

    [Fact]
    public void SeveralPassedThresholdsAreRecordedInOrder() =>
        Assert.Equal(
            [
                ("firstResponse", 50, Hours(4)),
                ("firstResponse", 75, Hours(6)),
                ("firstResponse", 100, Hours(8)),
                ("resolution", 50, Hours(12)),
            ],
            Warn(Hours(12), Consult).Select(w => (w.Clock, w.Percent, w.At))
        );

    [Fact]
    public void WhatIsRecordedIsNotRepeated()
    {
        var first = Warn(Hours(7), Consult);
        Assert.Equal(2, first.Count);
        Assert.Empty(Warn(Hours(7.5), [Consult, .. first]));
        Assert.Equal([100], Warn(Hours(8), [Consult, .. first]).Select(w => w.Percent));
    }

    [Fact]
    public void AClockThatEndedIsOnlyRecordedAsBreached()
    {
        Assert.Empty(Warn(Hours(9), Consult, new NoteAdded("…", true, "A017", Hours(7))));
        Assert.Equal(
            [("firstResponse", 100)],
            Warn(Hours(9), Consult, new NoteAdded("…", true, "A017", Hours(8.5))).Select(w => (w.Clock, w.Percent))
        );
    }

    [Fact]
    public void WhatPassedLongAgoIsNotWarnedOfButABreachIsRecorded()
    {
        var answered = Opened(Channel.Phone) with { Type = TicketType.Suggestion };
        // 100 h of 168 h: half was passed 16 h ago. As an urgent fault, 24 h, everything passed more than a day ago.
        Assert.Equal([50], Warn(Hours(100), answered).Select(w => w.Percent));
        Assert.Empty(Warn(Hours(84 + 24).AddTicks(1), answered));
        Assert.Equal(
            [("resolution", 100)],
            Warn(
                    Hours(100),
                    Opened(Channel.Phone),
                    Visit(0),
                    new TicketReclassified(TicketType.Fault, TicketPriority.Urgent, null, Hours(99))
                )
                .Where(w => w.Clock == "resolution")
                .Select(w => (w.Clock, w.Percent))
        );
    }

    [Fact]
    public void AReopenedTicketIsWarnedOfAgain()
    {
        object[] history =
        [
            Consult,
            .. Warn(Hours(9), Consult),
            new TicketResolved(1, "c", "n", Hours(9), Hours(200)),
            new TicketReopened(2, "rejected", Hours(20)),
        ];
        Assert.Equal([new ServiceLevelWarned(2, "firstResponse", 50, "A017", Hours(24))], Warn(Hours(24), history));
    }

    [Fact]
    public void TheNextLookIsAtTheFirstThresholdOfAnyClockAndNotBefore()
    {
        Assert.Equal(Hours(4).AddMilliseconds(1), Next(Hours(0), Consult));
        Assert.Equal(Hours(6).AddMilliseconds(1), Next(Hours(5), [Consult, .. Warn(Hours(5), Consult)]));
    }

    [Fact]
    public void WhilePausedThereIsNoNextLook()
    {
        Assert.Null(Next(Hours(3), Consult, new NoteAdded("…", true, "A017", Hours(1)), Wait(WaitingFor.Customer, 2)));
        Assert.Equal(
            Hours(13).AddMilliseconds(1),
            Next(Hours(3), Consult, new NoteAdded("…", true, "A017", Hours(1)), Wait(WaitingFor.Customer, 2), Wait(null, 3))
        );
    }

    private static List<ServiceLevelWarned> Warn(DateTimeOffset now, params object[] events) =>
        [.. ServiceLevelWarnings.Decide(Clocks(BuiltIn, now, events), "A017", Options, now).Events.Cast<ServiceLevelWarned>()];

    private static DateTimeOffset? Next(DateTimeOffset now, params object[] events) =>
        ServiceLevelWarnings.NextMoment(Clocks(BuiltIn, now, events), Options);
}
