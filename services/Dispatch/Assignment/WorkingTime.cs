using CustomerService.Dispatch.Places;

namespace CustomerService.Dispatch.Assignment;

/// <summary>D6: offers lapse in working time and wait over night.</summary>
internal static class WorkingTime
{
    /// <summary>The moment when the place has worked so long since <paramref name="from"/>.</summary>
    public static DateTimeOffset After(Place place, DateTimeOffset from, TimeSpan length, AssignmentOptions rules)
    {
        var left = length;
        var midnight = new DateTimeOffset(place.DayOf(from).ToDateTime(default), place.UtcOffset).ToUniversalTime();
        var (opens, closes) = HoursOf(place, rules);
        for (; ; midnight = midnight.AddDays(1))
        {
            var begins = from > midnight + opens ? from : midnight + opens;
            var worked = midnight + closes - begins;
            if (worked >= left)
                return begins + left;
            left -= worked > TimeSpan.Zero ? worked : TimeSpan.Zero;
        }
    }

    /// <summary>A place that never closes still asks nobody at night.</summary>
    public static (TimeSpan Opens, TimeSpan Closes) HoursOf(Place place, AssignmentOptions rules)
    {
        var (begins, ends) = (rules.DayBegins.ToTimeSpan(), rules.DayEnds.ToTimeSpan());
        if (OpeningHours.Parse(place.Hours) is not { } hours)
            return (begins, ends);
        var opens = hours.Opens > begins ? hours.Opens : begins;
        var closes = hours.Closes < ends ? hours.Closes : ends;
        // Hours that lie wholly in the night are taken as they are.
        return opens < closes ? (opens, closes) : (hours.Opens, hours.Closes);
    }
}
