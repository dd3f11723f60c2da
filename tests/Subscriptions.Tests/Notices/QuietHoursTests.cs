using CsCheck;
using CustomerService.Subscriptions.Notices;

namespace CustomerService.Subscriptions.Tests.Notices;

/// <summary>E6: quiet hours in the time zone of the person.</summary>
public sealed class QuietHoursTests
{
    private static readonly QuietHours Shanghai = new(new TimeOnly(22, 0), new TimeOnly(8, 0), "Asia/Shanghai");

    [Theory]
    [InlineData("2026-03-02T13:59:59Z", null)]
    [InlineData("2026-03-02T14:00:00Z", "2026-03-03T00:00:00Z")]
    [InlineData("2026-03-02T18:30:00Z", "2026-03-03T00:00:00Z")]
    [InlineData("2026-03-02T23:59:59Z", "2026-03-03T00:00:00Z")]
    [InlineData("2026-03-03T00:00:00Z", null)]
    public void OverMidnightTheyEndInTheMorning(string now, string? end) =>
        Assert.Equal(end is null ? null : DateTimeOffset.Parse(end, null), Shanghai.EndOf(DateTimeOffset.Parse(now, null)));

    [Fact]
    public void WithinADayTheyEndOnTheSameDay() =>
        Assert.Equal(
            At("2026-03-02T06:30:00Z"),
            new QuietHours(new TimeOnly(13, 0), new TimeOnly(14, 30), "Asia/Shanghai").EndOf(At("2026-03-02T05:10:00Z"))
        );

    [Fact]
    public void EqualTimesAreNoQuiet() =>
        Assert.Null(new QuietHours(new TimeOnly(8, 0), new TimeOnly(8, 0), "Asia/Shanghai").EndOf(At("2026-03-02T00:00:00Z")));

    [Fact]
    public void TheSameMomentIsQuietInOneCityAndNotInTheOther()
    {
        var now = At("2026-07-01T20:30:00Z");
        Assert.NotNull(new QuietHours(new TimeOnly(22, 0), new TimeOnly(8, 0), "Europe/Berlin").EndOf(now));
        Assert.Null(new QuietHours(new TimeOnly(22, 0), new TimeOnly(8, 0), "America/New_York").EndOf(now));
    }

    [Fact]
    public void AnEndThatTheChangeOfClocksLeavesOutIsTheFirstMomentBehindIt() =>
        Assert.Equal(
            At("2026-03-29T01:00:00Z"),
            new QuietHours(new TimeOnly(22, 0), new TimeOnly(2, 30), "Europe/Berlin").EndOf(At("2026-03-29T00:30:00Z"))
        );

    [Theory]
    [InlineData("2026-10-24T23:50:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z")]
    public void AnEndThatTheChangeOfClocksRepeatsIsTheNextOne(string now, string end) =>
        Assert.Equal(At(end), new QuietHours(new TimeOnly(22, 0), new TimeOnly(2, 30), "Europe/Berlin").EndOf(At(now)));

    [Fact]
    public void TheyDelayAndNeverDrop()
    {
        var minutes = Gen.Int[0, (24 * 60) - 1];
        var zones = Gen.OneOf(
            new[] { "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago", "UTC" }
                .Select(Gen.Const)
                .ToArray<IGen<string>>()
        );
        var seconds = Gen.Long[0, 2L * 366 * 24 * 3600];
        Gen.Select(minutes, Gen.Int[0, 20 * 60], zones, seconds)
            .Sample(
                (from, length, zone, after) =>
                {
                    var begin = TimeOnly.MinValue.AddMinutes(from);
                    var quiet = new QuietHours(begin, begin.AddMinutes(length), zone);
                    var now = At("2026-01-01T00:00:00Z").AddSeconds(after);
                    if (quiet.EndOf(now) is not { } end)
                    {
                        return;
                    }

                    // Later, at most a day and the hour of a change of clocks, and then it is sent.
                    Assert.InRange(end - now, TimeSpan.FromTicks(1), TimeSpan.FromHours(25));
                    Assert.Null(quiet.EndOf(end));
                },
                iter: 20_000
            );
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
