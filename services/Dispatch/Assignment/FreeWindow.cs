using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Places;

namespace CustomerService.Dispatch.Assignment;

/// <summary>
/// D6: the next free window of an engineer: in the customer's wish where there is one, otherwise in working hours; always when the place is open and
/// has a job left that day.
/// </summary>
internal static class FreeWindow
{
    public static Window? Find(
        Available available,
        DateTimeOffset? wishedFrom,
        DateTimeOffset? wishedTo,
        AssignmentOptions rules,
        DateTimeOffset now
    )
    {
        if (available.Place is not { } place || OpeningHours.Parse(place.Hours) is not { } hours)
        {
            return null;
        }

        var earliest = now + rules.LeadTime;
        // A wish that lies behind us is no wish any more.
        var slots =
            wishedTo is { } to && to > earliest
                ? InWish(Later(wishedFrom ?? earliest, now), to, rules)
                : InWorkingHours(place, wishedFrom is { } from && wishedTo is null ? Later(from, earliest) : earliest, rules);
        var free = slots
            .Where(s => hours.Hold(s.From, s.To, place.UtcOffset) && !available.FullDays.Contains(place.DayOf(s.From)))
            .Where(s => available.Engineer.IsFree(s.From, s.To))
            .Take(1)
            .ToList();
        return free.Count == 0 ? null : free[0];
    }

    private static IEnumerable<Window> InWish(DateTimeOffset from, DateTimeOffset to, AssignmentOptions rules)
    {
        if (to - from <= rules.SlotLength)
        {
            yield return new Window(from, to);
            yield break;
        }

        for (var start = from; start + rules.SlotLength <= to; start += rules.SlotLength)
        {
            yield return new Window(start, start + rules.SlotLength);
        }
    }

    private static IEnumerable<Window> InWorkingHours(Place place, DateTimeOffset earliest, AssignmentOptions rules)
    {
        var (begins, ends) = WorkingTime.HoursOf(place, rules);
        var today = new DateTimeOffset(place.DayOf(earliest).ToDateTime(default), place.UtcOffset).ToUniversalTime();
        for (var day = 0; day < rules.HorizonDays; day++)
        {
            var midnight = today.AddDays(day);
            for (var start = midnight + begins; start + rules.SlotLength <= midnight + ends; start += rules.SlotLength)
            {
                if (start >= earliest)
                {
                    yield return new Window(start, start + rules.SlotLength);
                }
            }
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => (a > b ? a : b).ToUniversalTime();
}
