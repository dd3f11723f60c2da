using CustomerService.Intake.Channels.Telephony;

namespace CustomerService.Intake.Tests.Channels.Telephony;

/// <summary>Figures by their formulae; the service level in its three variants.</summary>
public sealed class CallFigureTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    // Eight answered (six of them in 20 s), two abandoned (one after 5 s), one still waiting, one that moved on.
    private static readonly CallSegment[] Calls =
    [
        .. new[] { 0, 5, 10, 15, 20, 20, 21, 45 }.Select(wait => Answered(wait, talk: 100)),
        Abandoned(5),
        Abandoned(60),
        new("zh", At, SegmentOutcome.Waiting),
        new("zh", At, SegmentOutcome.MovedOn, EndedAt: At.AddSeconds(9)),
    ];

    [Theory]
    [InlineData(ServiceLevelVariant.Offered, 6, 11)]
    [InlineData(ServiceLevelVariant.Removed, 6, 9)]
    [InlineData(ServiceLevelVariant.Positive, 7, 11)]
    public void TheServiceLevelIsOfTheStatedVariant(ServiceLevelVariant variant, int numerator, int denominator)
    {
        var figures = CallFigures.Of(Calls, new TelephonyOptions { ServiceLevel = variant });
        var line = Assert.Single(figures.Totals);
        Assert.Equal(new Figure(Math.Round((decimal)numerator / denominator, 4), numerator, denominator), line.ServiceLevel);
        Assert.Equal((variant, 20, 80), (figures.ServiceLevelVariant, figures.AnsweredWithinSeconds, figures.ServiceLevelTarget));
    }

    [Fact]
    public void RatesAndMeansSayWhatTheyAreMadeOf()
    {
        var line = Assert.Single(CallFigures.Of(Calls, new TelephonyOptions()).HalfHours);
        Assert.Equal((At, "zh", 11, 8, 2, 1), (line.From, line.Queue, line.Offered, line.Answered, line.Abandoned, line.Waiting));
        Assert.Equal(new Figure(0.7273m, 8, 11), line.ConnectRate);
        Assert.Equal(new Figure(0.1818m, 2, 11), line.AbandonRate);
        Assert.Equal(new Figure(17m, 136, 8), line.AverageSpeedOfAnswer);
        Assert.Equal(new Figure(140m, 1120, 8), line.AverageHandleTime);
        Assert.Equal((800m, 80m, 240m), (line.TalkSeconds, line.HoldSeconds, line.WrapUpSeconds));
    }

    [Fact]
    public void WhoGivesUpAtOnceIsNotCountedWhereThatIsWanted()
    {
        var line = Assert.Single(CallFigures.Of(Calls, new TelephonyOptions { AbandonsShorterThan = TimeSpan.FromSeconds(10) }).Totals);
        Assert.Equal((10, new Figure(0.1m, 1, 10), new Figure(0.8m, 8, 10)), (line.Offered, line.AbandonRate, line.ConnectRate));
    }

    [Fact]
    public void ACallIsBookedInTheHalfHourAndQueueWhereItBeganToWait()
    {
        CallSegment[] calls =
        [
            Answered(60, 10) with
            {
                OfferedAt = At.AddMinutes(29.9),
                AnsweredAt = At.AddMinutes(31),
                EndedAt = At.AddMinutes(32),
            },
            Answered(0, 10) with
            {
                OfferedAt = At.AddMinutes(30),
                AnsweredAt = At.AddMinutes(30),
                EndedAt = At.AddMinutes(31),
            },
            Answered(0, 10) with
            {
                Queue = "en",
            },
        ];
        var figures = CallFigures.Of(calls, new TelephonyOptions());
        Assert.Equal([(At, "en"), (At, "zh"), (At.AddMinutes(30), "zh")], figures.HalfHours.Select(l => (l.From!.Value, l.Queue)));
        Assert.Equal([("en", 1L), ("zh", 2L)], figures.Totals.Select(l => (l.Queue, l.Offered)));
    }

    [Fact]
    public void ATalkThatGoesOnCountsAsAnsweredButNotAsHandled()
    {
        var line = Assert.Single(
            CallFigures.Of([Answered(5, 100), Answered(5, 100) with { EndedAt = null }], new TelephonyOptions()).Totals
        );
        Assert.Equal((2, 1), (line.Answered, line.AverageHandleTime.Denominator));
    }

    [Fact]
    public void NothingIsNotZeroPercent() =>
        Assert.Null(
            Assert
                .Single(CallFigures.Of([Abandoned(60)], new TelephonyOptions { ServiceLevel = ServiceLevelVariant.Removed }).Totals)
                .ServiceLevel.Value
        );

    private static CallSegment Answered(int wait, int talk) =>
        new("zh", At, SegmentOutcome.Answered, At.AddSeconds(wait), "A017", At.AddSeconds(wait + talk + 10))
        {
            Hold = TimeSpan.FromSeconds(10),
            WrapUp = TimeSpan.FromSeconds(30),
        };

    private static CallSegment Abandoned(int after) => new("zh", At, SegmentOutcome.Abandoned, EndedAt: At.AddSeconds(after));
}
