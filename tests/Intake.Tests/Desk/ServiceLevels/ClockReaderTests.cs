using CustomerService.Intake.Desk.ServiceLevels;
using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Desk.ServiceLevels.SlaHistory;

namespace CustomerService.Intake.Tests.Desk.ServiceLevels;

/// <summary>I10: what starts, pauses, meets, breaches and supersedes a clock.</summary>
public sealed class ClockReaderTests
{
    [Fact]
    public void AnAgentOnThePhoneHasAnsweredAtOnce() =>
        Assert.Equal(
            (ClockState.Met, Start),
            Read(Hours(1), Opened(Channel.Phone)).Of(Clock.FirstResponse) is var c ? (c.State, c.MetAt!.Value) : default
        );

    [Theory]
    [InlineData(Channel.Email, "A017")]
    [InlineData(Channel.Letter, "A017")]
    [InlineData(Channel.Phone, "desk")]
    public void WithoutAPersonInConversationTheAnswerIsOwed(Channel channel, string owner) =>
        Assert.Equal(ClockState.Running, Read(Hours(1), Opened(channel, owner)).Of(Clock.FirstResponse).State);

    [Fact]
    public void APublicNoteOfStaffIsTheAnswer()
    {
        var clock = Read(
                Hours(9),
                Opened(),
                new NoteAdded("…", false, "A017", Hours(1)),
                new NoteAdded("…", true, "customer:C000001", Hours(2)),
                new ContactRecorded(Channel.Email, Direction.In, "k", "…", "A017", Hours(3)),
                new NoteAdded("…", true, "A017", Hours(4))
            )
            .Of(Clock.FirstResponse);
        Assert.Equal((ClockState.Met, Hours(4), TimeSpan.FromHours(4)), (clock.State, clock.MetAt, clock.Elapsed));
    }

    [Fact]
    public void AReplyThatIsCarriedCountsWhenItsChannelHasTakenItAndAsLongAsItDoesNotComeBack()
    {
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        object[] written = [Opened(), new NoteAdded("…", true, "agent:A017", Hours(1), ReplyChannel.Email)];
        Assert.Equal(ClockState.Running, Read(Hours(2), written).Of(Clock.FirstResponse).State);
        object[] sent = [.. written, new ReplySent(one, ReplyKind.Answer, ReplyChannel.Email, Hours(3))];
        Assert.Equal(Hours(3), Read(Hours(4), sent).Of(Clock.FirstResponse).MetAt);
        object[] back = [.. sent, new ReplyBounced(one, ReplyKind.Answer, "5.1.1", Hours(4))];
        Assert.Equal(ClockState.Running, Read(Hours(5), back).Of(Clock.FirstResponse).State);
        object[] again = [.. back, new ReplySent(two, ReplyKind.Answer, ReplyChannel.Sms, Hours(6))];
        Assert.Equal(Hours(6), Read(Hours(7), again).Of(Clock.FirstResponse).MetAt);
        object[] failed = [.. written, new ReplyFailed(one, ReplyKind.Answer, "smtp-550", Hours(3))];
        Assert.Equal(ClockState.Running, Read(Hours(4), failed).Of(Clock.FirstResponse).State);
    }

    [Fact]
    public void AContactOutIsTheAnswerButNotOneOfTheSystem()
    {
        var clock = Read(
                Hours(9),
                Opened(),
                new ContactRecorded(Channel.Email, Direction.Out, "auto", "…", "system:intake", Hours(1)),
                new ContactRecorded(Channel.Phone, Direction.Out, "call", "…", "agent:A017", Hours(2))
            )
            .Of(Clock.FirstResponse);
        Assert.Equal(Hours(2), clock.MetAt);
    }

    [Fact]
    public void WaitingForTheCustomerPausesTheResolutionOnly()
    {
        var read = Read(Hours(7), Opened(), Wait(WaitingFor.Customer, 2), Wait(null, 5));
        Assert.Equal(TimeSpan.FromHours(4), read.Of(Clock.Resolution).Elapsed);
        Assert.Equal(TimeSpan.FromHours(7), read.Of(Clock.FirstResponse).Elapsed);
        Assert.Equal(["inTime", "waitingForCustomer", "inTime"], read.Of(Clock.Resolution).Segments.Select(s => s.Reason));
    }

    [Theory]
    [InlineData(WaitingFor.Parts)]
    [InlineData(WaitingFor.ThirdParty)]
    [InlineData(WaitingFor.Us)]
    public void OtherWaitingDoesNotPauseUnlessTheRuleSaysSo(WaitingFor who) =>
        Assert.Equal(TimeSpan.FromHours(7), Read(Hours(7), Opened(), Wait(who, 2)).Of(Clock.Resolution).Elapsed);

    [Fact]
    public void WhileMergedEveryClockStandsAndGoesOnAfterwards()
    {
        var merged = Read(Hours(7), Opened(), Merged(2));
        Assert.All([Clock.FirstResponse, Clock.HandOver, Clock.Resolution], clock =>
            Assert.Equal(
                (ClockState.Paused, TimeSpan.FromHours(2), null),
                (merged.Of(clock).State, merged.Of(clock).Elapsed, merged.Of(clock).DueAt)
            )
        );
        var undone = Read(Hours(7), Opened(), Merged(2), Unmerged(5)).Of(Clock.Resolution);
        Assert.Equal((ClockState.Running, TimeSpan.FromHours(4), Hours(3 + 72)), (undone.State, undone.Elapsed, undone.DueAt));
        Assert.Equal(["inTime", "merged", "inTime"], undone.Segments.Select(s => s.Reason));
        Assert.Contains("并入", undone.Segments[1].Text.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void WhoIsWaitedForCountsAgainAfterTheMerge()
    {
        var clock = Read(Hours(20), Opened(), Wait(WaitingFor.Customer, 2), Merged(4), Unmerged(10), Wait(null, 12)).Of(Clock.Resolution);
        Assert.Equal(TimeSpan.FromHours(10), clock.Elapsed);
        Assert.Equal(["inTime", "waitingForCustomer", "merged", "waitingForCustomer", "inTime"], clock.Segments.Select(s => s.Reason));
    }

    [Fact]
    public void WhatWasBreachedBeforeTheMergeStaysBreached()
    {
        var clock = Read(Hours(90), Opened(), Merged(80)).Of(Clock.Resolution);
        Assert.Equal((ClockState.Breached, Hours(72)), (clock.State, clock.BreachedAt));
        Assert.Null(Read(Hours(900), Opened(), Merged(71)).Of(Clock.Resolution).BreachedAt);
    }

    [Fact]
    public void WhilePausedThereIsNoDueTime()
    {
        var clock = Read(Hours(7), Opened(), Wait(WaitingFor.Customer, 2)).Of(Clock.Resolution);
        Assert.Equal((ClockState.Paused, null), (clock.State, clock.DueAt));
        Assert.Equal(Hours(3 + 72), Read(Hours(7), Opened(), Wait(WaitingFor.Customer, 2), Wait(null, 5)).Of(Clock.Resolution).DueAt);
    }

    [Fact]
    public void PausedAndResolvedInOneMomentLosesNothing()
    {
        var clock = Read(Hours(99), Opened(), Wait(WaitingFor.Customer, 2), new TicketResolved(1, "c", "n", Hours(50), Hours(200)))
            .Of(Clock.Resolution);
        Assert.Equal((ClockState.Met, TimeSpan.FromHours(2)), (clock.State, clock.Elapsed));
    }

    [Theory]
    [InlineData(0, ClockState.Met)]
    [InlineData(1, ClockState.Breached)]
    public void TheVeryMomentIsInTime(int ticks, ClockState expected)
    {
        var clock = Read(Hours(99), Opened(), new NoteAdded("…", true, "A017", Hours(8).AddTicks(ticks))).Of(Clock.FirstResponse);
        Assert.Equal(expected, clock.State);
        Assert.Equal(Hours(8).AddTicks(ticks), clock.MetAt);
    }

    [Fact]
    public void ARunningClockIsBreachedAtItsMoment()
    {
        Assert.Equal(ClockState.Running, Read(Hours(8).AddTicks(-1), Opened()).Of(Clock.FirstResponse).State);
        var clock = Read(Hours(10), Opened()).Of(Clock.FirstResponse);
        Assert.Equal(
            (ClockState.Breached, Hours(8), 125, TimeSpan.FromHours(-2)),
            (clock.State, clock.BreachedAt, clock.Percent, clock.Remaining)
        );
        Assert.Equal(["inTime", "overdue"], clock.Segments.Select(s => s.Reason));
    }

    [Fact]
    public void CancellingEndsAllClocks() =>
        Assert.All(Read(Hours(9), Opened(), new TicketCancelled("withdrawn", Hours(1))), c => Assert.Equal(ClockState.Cancelled, c.State));

    [Fact]
    public void ARequestIsHandledOrHandedOverWithinEightHours()
    {
        var request = Opened() with { Type = TicketType.Request };
        Assert.Equal(ClockState.Breached, Read(Hours(8), request).Of(Clock.HandOver).State);
        Assert.Equal(ClockState.Met, Read(Hours(8), request, new HandOverAccepted("A017", "A018", Hours(8))).Of(Clock.HandOver).State);
    }

    [Fact]
    public void ARequestedVisitMakesItFieldServiceAndTheEarlierRuleIsKept()
    {
        var clock = Read(Hours(9), Opened(), Visit(7)).Of(Clock.FirstResponse);
        Assert.Equal(("field-service", TimeSpan.FromHours(24), ClockState.Running), (clock.Rule, clock.Target, clock.State));
        var before = Assert.Single(clock.Superseded);
        Assert.Equal(
            ("fault", ClockState.Superseded, TimeSpan.FromHours(7), Hours(7)),
            (before.Rule, before.State, before.Elapsed, before.SupersededAt)
        );
    }

    [Fact]
    public void AReclassificationPausesRetroactively()
    {
        var clock = Read(
                Hours(20),
                Opened(),
                Wait(WaitingFor.Customer, 2),
                Wait(null, 5),
                new TicketReclassified(TicketType.Fault, TicketPriority.Urgent, null, Hours(10))
            )
            .Of(Clock.Resolution);
        Assert.Equal(("fault-urgent", TimeSpan.FromHours(17), Hours(27)), (clock.Rule, clock.Elapsed, clock.DueAt));
        Assert.Equal(TimeSpan.FromHours(7), Assert.Single(clock.Superseded).Elapsed);
    }

    [Fact]
    public void ABreachIsNeverErased()
    {
        var milder = new TicketReclassified(TicketType.Fault, TicketPriority.Normal, null, Hours(30));
        var clock = Read(Hours(40), Opened() with { Priority = TicketPriority.Urgent }, milder).Of(Clock.Resolution);
        Assert.Equal((ClockState.Breached, Hours(24), "fault"), (clock.State, clock.BreachedAt, clock.Rule));

        var recorded = new ServiceLevelWarned(1, "resolution", 100, "A017", Hours(3));
        Assert.Equal(
            (ClockState.Breached, Hours(3)),
            Read(Hours(5), Opened(), recorded).Of(Clock.Resolution) is var c ? (c.State, c.BreachedAt) : default
        );
    }

    [Fact]
    public void AReopenedTicketHasNewClocksAndTheOldOnesStay()
    {
        var read = Read(
            Hours(60),
            Opened(),
            Wait(WaitingFor.Customer, 1),
            new TicketResolved(1, "c", "n", Hours(10), Hours(100)),
            new TicketReopened(2, "rejected", Hours(50))
        );
        Assert.Equal(TimeSpan.FromHours(1), read.Of(Clock.Resolution).Elapsed);
        Assert.Equal((ClockState.Running, TimeSpan.FromHours(10)), read.Of(Clock.Resolution, 2) is var c ? (c.State, c.Elapsed) : default);
        Assert.Equal(Hours(50), read.Of(Clock.Resolution).Segments[^1].To);
    }

    [Fact]
    public void TheOnSiteClockRunsFromTheRequestUntilAnEngineerWorksThere()
    {
        var rules = new ServiceLevelRules(
            [
                new ServiceLevelPolicy(
                    1,
                    default,
                    [new ServiceLevelRule("all", "always", new Dictionary<Clock, TimeSpan> { [Clock.OnSite] = TimeSpan.FromHours(24) })]
                ),
            ],
            ServiceLevelRules.BuiltIn.Calendars
        );
        var clock = Assert.Single(
            Read(
                rules,
                Hours(30),
                Opened(),
                Visit(2),
                new WorkOrderProgressed("T00000001-W1", "enRoute", 1, "S1", "E1", Hours(5)),
                new WorkOrderProgressed("T00000001-W1", "inProgress", 2, "S1", "E1", Hours(6))
            )
        );
        Assert.Equal((Clock.OnSite, ClockState.Met, TimeSpan.FromHours(4)), (clock.Clock, clock.State, clock.Elapsed));
        Assert.Equal(["notStarted", "inTime", "met"], clock.Segments.Select(s => s.Reason));
    }

    [Fact]
    public void ATypeWithoutThatClockSupersedesItForGood()
    {
        var clock = Read(
                Hours(9),
                Opened() with
                {
                    Type = TicketType.Request,
                },
                new TicketReclassified(TicketType.Consult, TicketPriority.Normal, null, Hours(3))
            )
            .Of(Clock.HandOver);
        Assert.Equal((ClockState.Superseded, Hours(3), null), (clock.State, clock.SupersededAt, clock.DueAt));
        Assert.Equal(["inTime", "superseded"], clock.Segments.Select(s => s.Reason));
    }

    [Fact]
    public void AHolidayIsNamedAndTheNightBeforeItIsANight()
    {
        var rules = new ServiceLevelRules(
            [
                new ServiceLevelPolicy(
                    1,
                    default,
                    [new ServiceLevelRule("all", "office", new Dictionary<Clock, TimeSpan> { [Clock.Resolution] = TimeSpan.FromHours(24) })]
                ),
            ],
            ServiceLevelRules.BuiltIn.Calendars
        );
        // Friday 3 April 2026 17:00 in China; Qingming is Saturday to Monday.
        var friday = new DateTimeOffset(2026, 4, 3, 9, 0, 0, TimeSpan.Zero);
        var clock = Assert.Single(Read(rules, friday.AddHours(89), Opened() with { At = friday }));
        Assert.Equal(["inTime", "outsideHours", "holiday", "outsideHours", "inTime"], clock.Segments.Select(s => s.Reason));
        Assert.Equal("不计时：清明节 Qingming Festival。", clock.Segments[2].Text.Zh);
        Assert.Equal(TimeSpan.FromHours(2), clock.Elapsed);
    }
}
