namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>
/// I10: when service is open. Versions are never changed: a new one follows. The highest version whose <see cref="ValidFrom"/> has come is
/// the one that counts.
/// </summary>
/// <param name="Key">Name that rules refer to, for example <c>always</c> or <c>office</c>.</param>
/// <param name="Version">Counts the versions of this calendar, from 1.</param>
/// <param name="ValidFrom">From when on it counts. In the past: clocks that run are computed anew under it, from their start.</param>
/// <param name="UtcOffset">
/// Local time minus UTC. Fixed, since it must read the same in ten years: China has no daylight saving time.
/// </param>
/// <param name="Shifts">Open hours of a normal week.</param>
/// <param name="Holidays">Days on which no shift begins. A night shift of the day before runs to its end.</param>
/// <param name="MakeUpDays">Days off that are worked like another weekday (调休).</param>
public sealed record ServiceCalendar(
    string Key,
    int Version,
    DateTimeOffset ValidFrom,
    TimeSpan UtcOffset,
    IReadOnlyList<Shift> Shifts,
    IReadOnlyList<Holiday> Holidays,
    IReadOnlyList<MakeUpDay> MakeUpDays
)
{
    /// <summary>Key of the stored document.</summary>
    public string Id => $"{Key}:{Version}";

    internal IEnumerable<(TimeOnly From, TimeSpan Length)> ShiftsOf(DateOnly day)
    {
        var worksAs = MakeUpDays.FirstOrDefault(m => m.Date == day)?.WorksAs ?? (HolidayOn(day) is null ? day.DayOfWeek : (DayOfWeek?)null);
        return worksAs is { } weekday ? ShiftsOf(weekday) : [];
    }

    internal IEnumerable<(TimeOnly From, TimeSpan Length)> ShiftsOf(DayOfWeek weekday) =>
        Shifts.Where(s => s.Days.Contains(weekday)).Select(s => (s.From, s.Length));

    internal Holiday? HolidayOn(DateOnly day) =>
        MakeUpDays.Any(m => m.Date == day) ? null : Holidays.FirstOrDefault(h => h.From <= day && day <= h.To);

    /// <summary>Days that differ from a normal week.</summary>
    internal IEnumerable<DateOnly> ExceptionalDays() =>
        Holidays
            .SelectMany(h => Enumerable.Range(0, h.To.DayNumber - h.From.DayNumber + 1).Select(h.From.AddDays))
            .Concat(MakeUpDays.Select(m => m.Date))
            .Distinct()
            .Order();
}

/// <summary>Open hours that repeat weekly.</summary>
/// <param name="Days">Days on which the shift begins.</param>
/// <param name="From">Local time of its begin.</param>
/// <param name="To">
/// Local time of its end; not after <paramref name="From"/> means on the next day, so 00:00 to 00:00 is the whole day.
/// </param>
public sealed record Shift(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To)
{
    internal TimeSpan Length => To > From ? To - From : To - From + TimeSpan.FromDays(To == From ? 1 : 0);
}

/// <summary>Days off.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Name">What is celebrated, as the explanation of a clock shows it.</param>
public sealed record Holiday(DateOnly From, DateOnly To, string Name);

/// <summary>A day off that is worked (调休).</summary>
/// <param name="Date">The day.</param>
/// <param name="WorksAs">Weekday whose shifts it has.</param>
public sealed record MakeUpDay(DateOnly Date, DayOfWeek WorksAs);
