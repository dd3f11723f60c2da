using CsCheck;
using CustomerService.Intake.Desk.ServiceLevels;

namespace CustomerService.Intake.Tests.Desk.ServiceLevels;

/// <summary>Random calendars around spring 2026, in whole minutes, and the naive reading of them: one minute after the other.</summary>
internal static class Generators
{
    public static readonly DateTimeOffset Begin = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly FirstDay = new(2026, 2, 27);

    private static readonly Gen<TimeOnly> Minute = Gen.Int[0, 24 * 60 - 1].Select(m => TimeOnly.MinValue.AddMinutes(m));
    private static readonly Gen<DayOfWeek> Weekday = Gen.Int[0, 6].Select(d => (DayOfWeek)d);
    private static readonly Gen<DateOnly> Day = Gen.Int[0, 30].Select(FirstDay.AddDays);
    private static readonly TimeOnly Midnight = TimeOnly.MinValue;

    private static readonly Gen<IReadOnlyList<Shift>> Shifts = Gen.Frequency(
        (1, Gen.Const<IReadOnlyList<Shift>>([new Shift(Enum.GetValues<DayOfWeek>(), Midnight, Midnight)])),
        // A working day with a lunch break.
        (
            2,
            Weekday
                .Array[1, 5]
                .Select(days => (IReadOnlyList<Shift>)[new Shift(days, new(9, 0), new(12, 0)), new Shift(days, new(13, 0), new(18, 0))])
        ),
        // Anything: several a day, overlapping, over midnight, a whole day.
        (
            4,
            Gen.Select(Weekday.Array[1, 4], Minute, Minute, (days, from, to) => new Shift(days, from, to))
                .Array[1, 4]
                .Select(s => (IReadOnlyList<Shift>)s)
        )
    );

    private static readonly Gen<IReadOnlyList<Holiday>> Holidays = Gen.Select(Day, Gen.Int[0, 3], (day, more) =>
            new Holiday(day, day.AddDays(more), "holiday")
        )
        .Array[0, 3]
        .Select(h => (IReadOnlyList<Holiday>)h);

    private static readonly Gen<IReadOnlyList<MakeUpDay>> MakeUpDays = Gen.Select(Day, Weekday, (day, weekday) =>
            new MakeUpDay(day, weekday)
        )
        .Array[0, 3]
        .Select(m => (IReadOnlyList<MakeUpDay>)[.. m.DistinctBy(d => d.Date)]);

    public static Gen<ServiceCalendar> Calendar(string key, int version, DateTimeOffset validFrom) =>
        Gen.Select(Shifts, Holidays, MakeUpDays, Gen.OneOf(Gen.Const(0), Gen.Const(8), Gen.Const(-5)), (shifts, holidays, makeUp, hours) =>
            new ServiceCalendar(
                key,
                version,
                validFrom,
                TimeSpan.FromHours(hours),
                shifts,
                holidays,
                [.. makeUp.Where(m => !holidays.Any(h => h.From <= m.Date && m.Date <= h.To))]
            )
        );

    /// <summary>
    /// Whether the minute that begins at <paramref name="moment"/> is open: today's shifts, or one of yesterday's that goes on.
    /// </summary>
    public static bool IsOpen(this ServiceCalendar calendar, DateTimeOffset moment)
    {
        var local = (moment + calendar.UtcOffset).DateTime;
        return new[] { 0, -1 }.Any(back =>
        {
            var day = DateOnly.FromDateTime(local).AddDays(back);
            var weekday = day.DayOfWeek;
            if (calendar.MakeUpDays.FirstOrDefault(m => m.Date == day) is { } made)
            {
                weekday = made.WorksAs;
            }
            else if (calendar.Holidays.Any(h => h.From <= day && day <= h.To))
            {
                return false;
            }

            return calendar
                .Shifts.Where(s => s.Days.Contains(weekday))
                .Any(s =>
                {
                    var from = day.ToDateTime(s.From);
                    var to = day.ToDateTime(s.To);
                    return from <= local && local < (to <= from ? to.AddDays(1) : to);
                });
        });
    }

    public static DateTimeOffset At(int minute) => Begin.AddMinutes(minute);
}
