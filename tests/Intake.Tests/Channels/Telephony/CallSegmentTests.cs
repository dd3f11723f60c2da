using CsCheck;
using CustomerService.Intake.Channels.Telephony;

namespace CustomerService.Intake.Tests.Channels.Telephony;

/// <summary>I7: what the steps of a call say, whatever their order of arrival.</summary>
public sealed class CallSegmentTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void ACallIsWaitedForAnsweredHeldEndedAndWrappedUp()
    {
        var segment = Assert.Single(
            Of(
                (0, CallEventKind.Queued),
                (12, CallEventKind.Ringing),
                (15, CallEventKind.Answered),
                (60, CallEventKind.Held),
                (90, CallEventKind.Resumed),
                (200, CallEventKind.Ended),
                (230, CallEventKind.WrappedUp)
            )
        );
        Assert.Equal(
            new CallSegment("zh", At, SegmentOutcome.Answered, At.AddSeconds(15), "A017", At.AddSeconds(200))
            {
                Hold = Seconds(30),
                WrapUp = Seconds(30),
            },
            segment
        );
        Assert.Equal((Seconds(15), Seconds(155), true), (segment.Wait, segment.Talk, segment.IsHandled));
    }

    [Fact]
    public void WhoGivesUpHasAbandoned()
    {
        var segment = Assert.Single(Of((0, CallEventKind.Queued), (30, CallEventKind.Abandoned)));
        Assert.Equal((SegmentOutcome.Abandoned, Seconds(30)), (segment.Outcome, segment.Wait));
    }

    [Fact]
    public void AnEndThatNobodyAnsweredIsAnAbandonmentToo() =>
        Assert.Equal(
            SegmentOutcome.Abandoned,
            Assert.Single(Of((0, CallEventKind.Queued), (5, CallEventKind.Ringing), (30, CallEventKind.Ended))).Outcome
        );

    [Fact]
    public void AnAbandonmentAfterTheAnswerIsAnEnd() =>
        Assert.Equal(
            SegmentOutcome.Answered,
            Assert.Single(Of((0, CallEventKind.Queued), (5, CallEventKind.Answered), (30, CallEventKind.Abandoned))).Outcome
        );

    [Fact]
    public void WhoStillWaitsIsNeither() =>
        Assert.Equal(
            (SegmentOutcome.Waiting, null),
            Assert.Single(Of((0, CallEventKind.Queued))) is var s ? (s.Outcome, s.EndedAt) : default
        );

    [Fact]
    public void ATalkThatGoesOnIsNotHandledYet() =>
        Assert.False(Assert.Single(Of((0, CallEventKind.Queued), (5, CallEventKind.Answered))).IsHandled);

    [Fact]
    public void AHoldThatNobodyEndedEndsWithTheTalk() =>
        Assert.Equal(
            Seconds(20),
            Assert
                .Single(Of((0, CallEventKind.Queued), (5, CallEventKind.Answered), (10, CallEventKind.Held), (30, CallEventKind.Ended)))
                .Hold
        );

    [Fact]
    public void ATransferToAnotherQueueIsAStayOfItsOwn()
    {
        CallStep[] steps =
        [
            Step(0, CallEventKind.Queued),
            Step(5, CallEventKind.Answered),
            Step(50, CallEventKind.Transferred),
            Step(50, CallEventKind.Queued, "en"),
            Step(70, CallEventKind.Answered, "en", "A018"),
            Step(100, CallEventKind.Ended, "en", "A018"),
            Step(110, CallEventKind.WrappedUp, "en", "A018"),
            Step(65, CallEventKind.WrappedUp),
        ];
        var segments = CallSegments.Of(Call.InOrder(steps));
        Assert.Equal(["zh", "en"], segments.Select(s => s.Queue));
        Assert.Equal([Seconds(5), Seconds(20)], segments.Select(s => s.Wait));
        Assert.Equal([Seconds(45), Seconds(30)], segments.Select(s => s.Talk));
        Assert.Equal([Seconds(15), Seconds(10)], segments.Select(s => s.WrapUp));
    }

    [Fact]
    public void AnOverflowToAnotherQueueIsNoAbandonment()
    {
        var segments = CallSegments.Of([
            Step(0, CallEventKind.Queued),
            Step(60, CallEventKind.Queued, "en"),
            Step(70, CallEventKind.Answered, "en"),
        ]);
        Assert.Equal([SegmentOutcome.MovedOn, SegmentOutcome.Answered], segments.Select(s => s.Outcome));
        Assert.Equal(Seconds(10), segments[1].Wait);
    }

    [Fact]
    public void TheSameQueueSaidTwiceIsOneStay() =>
        Assert.Equal(
            Seconds(20),
            Assert.Single(Of((0, CallEventKind.Queued), (10, CallEventKind.Queued), (20, CallEventKind.Answered))).Wait
        );

    [Fact]
    public void TheOrderOfArrivalIsNoMatter()
    {
        CallStep[] steps =
        [
            Step(0, CallEventKind.Queued),
            Step(0, CallEventKind.Ringing),
            Step(5, CallEventKind.Answered),
            Step(9, CallEventKind.Held),
            Step(9, CallEventKind.Resumed),
            Step(50, CallEventKind.Transferred),
            Step(50, CallEventKind.Queued, "en"),
            Step(70, CallEventKind.Answered, "en"),
            Step(100, CallEventKind.Ended),
            Step(110, CallEventKind.WrappedUp),
        ];
        var expected = CallSegments.Of(Call.InOrder(steps));
        Gen.Shuffle(steps).Sample(shuffled => Assert.Equal(expected, CallSegments.Of(Call.InOrder(shuffled))));
        Gen.Shuffle(steps)
            .Sample(
                shuffled =>
                {
                    var events = shuffled
                        .Select(s => (object)new CallReported("c1", s.EventId, s.Kind, s.Queue, s.Agent, false, s.At, At))
                        .ToArray();
                    Assert.Equal(expected, CallSegments.Of(IntakeDecisions.Given<Call>("call/c1", events).State.Steps));
                },
                iter: 50
            );
    }

    [Fact]
    public void AnySequenceOfStepsGivesWholeStays() =>
        Gen.Select(Gen.Int[0, 100], Gen.Enum<CallEventKind>(), Gen.OneOf(Gen.Const("zh"), Gen.Const("en")), (at, kind, queue) =>
                Step(at, kind, queue)
            )
            .List[0, 20]
            .Sample(steps => Assert.All(CallSegments.Of(Call.InOrder(steps)), s =>
                {
                    Assert.True(
                        s.Wait >= TimeSpan.Zero && s.Talk >= TimeSpan.Zero && s.Hold >= TimeSpan.Zero && s.WrapUp >= TimeSpan.Zero,
                        $"{s}"
                    );
                    Assert.Equal(s.Outcome == SegmentOutcome.Answered, s.AnsweredAt is not null);
                    Assert.True(s.Outcome is SegmentOutcome.Waiting or SegmentOutcome.Answered || s.EndedAt is not null, $"{s}");
                }));

    [Fact]
    public void TheSameReportAgainChangesNothing()
    {
        var report = new ReportCallEvent(
            "c1",
            "e1",
            CallEventKind.Queued,
            At.ToOffset(TimeSpan.FromHours(8)),
            "zh",
            Caller: "+8613800138000"
        );
        var first = Assert.Single(ReportCallEvent.Decide(null, report, At).Events);
        Assert.Equal(new CallReported("c1", "e1", CallEventKind.Queued, "zh", null, false, At, At), first);
        IntakeDecisions
            .Given<Call>("call/c1", first)
            .When(call => ReportCallEvent.Decide(call, report with { At = At.AddDays(1) }, At))
            .ThenNothing();
    }

    [Theory]
    [InlineData("+8613800138000", "+86138****8000")]
    [InlineData("10086", "*****")]
    [InlineData(null, null)]
    public void ANumberIsShownMasked(string? number, string? masked) => Assert.Equal(masked, CallParty.Masked(number));

    private static IReadOnlyList<CallSegment> Of(params (int At, CallEventKind Kind)[] steps) =>
        CallSegments.Of(Call.InOrder(steps.Select(s => Step(s.At, s.Kind))));

    private static CallStep Step(int at, CallEventKind kind, string? queue = "zh", string agent = "A017") =>
        new($"{at}-{kind}-{queue}", kind, At.AddSeconds(at), queue, kind is CallEventKind.Queued ? null : agent);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
