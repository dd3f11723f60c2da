namespace CustomerService.Subscriptions.Notices;

/// <summary>
/// Hours of the day in which a person is not disturbed; over midnight when they end before they begin, none when both are the same.
/// </summary>
/// <param name="From">First moment of quiet, local time.</param>
/// <param name="To">First moment after it, local time.</param>
/// <param name="TimeZone">IANA name of the time zone in which the person lives, for example Asia/Shanghai.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, string TimeZone)
{
    /// <summary>When the quiet that <paramref name="now"/> falls into ends; null when it falls into none. Pure.</summary>
    internal DateTimeOffset? EndOf(DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var time = TimeOnly.FromDateTime(local);
        if (From == To || !time.IsBetween(From, To))
        {
            return null;
        }

        var day = DateOnly.FromDateTime(local);
        return FirstAfter(now, (time < To ? day : day.AddDays(1)).ToDateTime(To), zone);
    }

    /// <summary>True when the system knows the time zone.</summary>
    internal static bool Knows(string timeZone) => TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _);

    private static DateTimeOffset FirstAfter(DateTimeOffset now, DateTime local, TimeZoneInfo zone)
    {
        // A time that a change of clocks leaves out: the first one that there is.
        while (zone.IsInvalidTime(local))
        {
            local = local.AddTicks(TimeSpan.TicksPerMinute - (local.Ticks % TimeSpan.TicksPerMinute));
        }

        // A time that a change of clocks repeats: the first of the two, unless that has passed.
        TimeSpan[] offsets = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local) : [zone.GetUtcOffset(local)];
        return offsets
            .OrderDescending()
            .Select(offset => new DateTimeOffset(local, offset).ToUniversalTime())
            .First(instant => instant > now);
    }
}
