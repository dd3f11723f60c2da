using CustomerService.Dispatch.Engineers;

namespace CustomerService.Dispatch.Assignment;

/// <summary>A time that could be agreed.</summary>
internal readonly record struct Window(DateTimeOffset From, DateTimeOffset To);

/// <summary>D6: the next free window of an engineer: in the customer's wish where there is one, otherwise in working hours.</summary>
internal static class FreeWindow
{
    public static Window? Find(
        Engineer engineer,
        DateTimeOffset? wishedFrom,
        DateTimeOffset? wishedTo,
        AssignmentOptions rules,
        DateTimeOffset now
    )
    {
        var earliest = now + rules.LeadTime;
        // A wish that lies behind us is no wish any more.
        var slots =
            wishedTo is { } to && to > earliest
                ? InWish(Later(wishedFrom ?? earliest, now), to, rules)
                : InWorkingHours(wishedFrom is { } from && wishedTo is null ? Later(from, earliest) : earliest, rules);
        var free = slots.Where(s => engineer.IsFree(s.From, s.To)).Take(1).ToList();
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

    private static IEnumerable<Window> InWorkingHours(DateTimeOffset earliest, AssignmentOptions rules)
    {
        var today = DateOnly.FromDateTime(earliest.ToOffset(rules.UtcOffset).DateTime);
        for (var day = 0; day < rules.HorizonDays; day++)
        {
            var begins = At(today.AddDays(day), rules.DayBegins, rules);
            var ends = At(today.AddDays(day), rules.DayEnds, rules);
            for (var start = begins; start + rules.SlotLength <= ends; start += rules.SlotLength)
            {
                if (start >= earliest)
                {
                    yield return new Window(start, start + rules.SlotLength);
                }
            }
        }
    }

    private static DateTimeOffset At(DateOnly day, TimeOnly time, AssignmentOptions rules) =>
        new DateTimeOffset(day.ToDateTime(time), rules.UtcOffset).ToUniversalTime();

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => (a > b ? a : b).ToUniversalTime();
}
