using CsCheck;
using CustomerService.Intake.Desk.ServiceLevels;
using static CustomerService.Intake.Tests.Desk.ServiceLevels.Generators;

namespace CustomerService.Intake.Tests.Desk.ServiceLevels;

/// <summary>I10: calendars with shifts, holidays and make-up workdays.</summary>
public sealed class CompiledCalendarTests
{
    private const int Minutes = 20 * 24 * 60;
    private static readonly Gen<ServiceCalendar> AnyCalendar = Calendar("any", 1, default);

    [Fact]
    public void BetweenCountsTheOpenMinutes() =>
        Gen.Select(AnyCalendar, Gen.Int[0, Minutes], Gen.Int[0, 12_000])
            .Sample(
                (calendar, from, length) =>
                    new CompiledCalendar(calendar).Between(At(from), At(from + length))
                    == TimeSpan.FromMinutes(Enumerable.Range(from, length).Count(m => calendar.IsOpen(At(m)))),
                iter: 150
            );

    [Fact]
    public void OpenHoursAreTheOpenMinutesInOrderAndApart() =>
        Gen.Select(AnyCalendar, Gen.Int[0, Minutes], Gen.Int[0, 8_000])
            .Sample(
                (calendar, from, length) =>
                {
                    var open = new CompiledCalendar(calendar).Open(At(from), At(from + length)).ToList();
                    return open.Zip(open.Skip(1)).All(pair => pair.First.To < pair.Second.From)
                        && Enumerable
                            .Range(from, length)
                            .All(m => calendar.IsOpen(At(m)) == open.Any(o => o.From <= At(m) && At(m) < o.To));
                },
                iter: 40
            );

    [Fact]
    public void AddIsTheFirstMomentAfterThatMuchOpenTime() =>
        Gen.Select(AnyCalendar, Gen.Int[0, Minutes], Gen.Long[1, TimeSpan.TicksPerDay * 400])
            .Sample(
                (source, from, ticks) =>
                {
                    var calendar = new CompiledCalendar(source);
                    var end = calendar.Add(At(from), new TimeSpan(ticks));
                    return calendar.Between(At(from), end) == new TimeSpan(ticks)
                        && calendar.Between(At(from), end.AddTicks(-1)) == new TimeSpan(ticks - 1);
                }
            );

    [Fact]
    public void AddingWhatIsBetweenNeverGoesTooFar() =>
        Gen.Select(AnyCalendar, Gen.Int[0, Minutes], Gen.Int[0, Minutes])
            .Sample(
                (source, from, length) =>
                {
                    var calendar = new CompiledCalendar(source);
                    var back = calendar.Add(At(from), calendar.Between(At(from), At(from + length)));
                    return back <= At(from + length) && calendar.Between(back, At(from + length)) == TimeSpan.Zero;
                }
            );

    [Theory]
    [InlineData(300)]
    [InlineData(3650)]
    public void WhatNeverComesIsFarAwayAndNoError(int days)
    {
        var minute = new Shift([DayOfWeek.Monday], new(9, 0), new(9, 1));
        foreach (var shift in new[] { minute, minute with { To = new TimeOnly(9, 0).Add(TimeSpan.FromTicks(1)) } })
        {
            var calendar = new CompiledCalendar(new ServiceCalendar("rare", 1, default, TimeSpan.FromHours(8), [shift], [], []));
            Assert.Equal(9999, calendar.Add(At(0), TimeSpan.FromDays(days)).Year);
        }
    }

    [Theory]
    // National Day 2026: the last hour of Wednesday 30 September, then nothing until Thursday the 8th.
    [InlineData("2026-09-30T17:00+08:00", "01:00:00", "2026-09-30T18:00+08:00")]
    [InlineData("2026-09-30T17:00+08:00", "01:00:01", "2026-10-08T09:00:01+08:00")]
    // Saturday the 10th is worked like a Wednesday, Sunday is not.
    [InlineData("2026-10-09T17:00+08:00", "02:00:00", "2026-10-10T10:00+08:00")]
    [InlineData("2026-10-10T17:00+08:00", "02:00:00", "2026-10-12T10:00+08:00")]
    // Lunch.
    [InlineData("2026-03-02T11:30+08:00", "01:00:00", "2026-03-02T13:30+08:00")]
    public void TheOfficeWorksAsTheStateCouncilSays(string from, string duration, string expected) =>
        Assert.Equal(
            DateTimeOffset.Parse(expected),
            new CompiledCalendar(ServiceLevelRules.BuiltIn.Calendars.Single(c => c.Key == "office")).Add(
                DateTimeOffset.Parse(from),
                TimeSpan.Parse(duration)
            )
        );

    [Fact]
    public void ANightShiftBeforeAHolidayRunsToItsEndAndTheHolidaysOwnDoesNotBegin()
    {
        var calendar = new CompiledCalendar(
            new ServiceCalendar(
                "night",
                1,
                default,
                TimeSpan.FromHours(8),
                [new Shift(Enum.GetValues<DayOfWeek>(), new(20, 0), new(8, 0))],
                [new Holiday(new(2026, 5, 1), new(2026, 5, 1), "劳动节")],
                []
            )
        );
        Assert.Equal(
            [(Local("2026-04-30T20:00"), Local("2026-05-01T08:00")), (Local("2026-05-02T20:00"), Local("2026-05-03T08:00"))],
            calendar.Open(Local("2026-04-30T12:00"), Local("2026-05-03T12:00"))
        );
    }

    private static DateTimeOffset Local(string time) => DateTimeOffset.Parse($"{time}+08:00");
}
