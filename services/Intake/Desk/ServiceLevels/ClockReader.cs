namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>
/// I10: reads the clocks of a ticket's episodes. Pure: the same history, rules and moment give the same reading. Where another rule begins
/// to count, the clock is computed anew under it from its start, pauses included, and the reading until then is kept as superseded.
/// </summary>
internal static class ClockReader
{
    private static readonly Clock[] All = Enum.GetValues<Clock>();

    public static IReadOnlyList<ClockLife> Read(IReadOnlyList<EpisodeHistory> episodes, ServiceLevelRules rules, DateTimeOffset now) =>
        [.. episodes.SelectMany(episode => All.Select(clock => Read(episode, clock, rules, now)).OfType<ClockLife>())];

    private static ClockLife? Read(EpisodeHistory episode, Clock clock, ServiceLevelRules rules, DateTimeOffset now)
    {
        var (begun, met, stopped) = Moments(episode, clock);
        if (begun is not { } start || start > now)
        {
            return null;
        }

        var end = End(met, stopped, now);
        var until = end?.At ?? now;
        var runs = new List<ClockRun>();
        foreach (var (from, to, terms) in TermsOf(episode, clock, rules, start, until))
        {
            if (terms is not null)
            {
                runs.Add(new ClockRun(terms, episode, start, to, to == until ? end : null));
            }
        }

        return runs is [.. var earlier, var last] ? new ClockLife(last, earlier, last.Until < until ? last.Until : null, now) : null;
    }

    private static (DateTimeOffset? Start, DateTimeOffset? Met, DateTimeOffset? Stopped) Moments(EpisodeHistory e, Clock clock)
    {
        var stopped = Earlier(e.Cancelled, e.Next);
        return clock switch
        {
            // Who resolves tells the customer what was done: that is an answer too.
            Clock.FirstResponse => (e.Start, Earlier(e.FirstResponse, e.Resolved), stopped),
            Clock.HandOver => (e.Start, Earlier(e.HandedOver, e.Resolved), stopped),
            Clock.OnSite => (e.VisitRequested, e.OnSite, Earlier(e.Resolved, stopped)),
            Clock.Resolution => (e.Start, e.Resolved, stopped),
            _ => throw new ArgumentOutOfRangeException(nameof(clock), clock, "Say what starts and ends it."),
        };
    }

    private static ClockEnd? End(DateTimeOffset? met, DateTimeOffset? stopped, DateTimeOffset now) =>
        (met, stopped) switch
        {
            ({ } m, var s) when m <= now && (s is null || m <= s) => new ClockEnd(m, true),
            (_, { } s) when s <= now => new ClockEnd(s, false),
            _ => null,
        };

    /// <summary>The terms one after the other; the last ones are those at <paramref name="until"/>.</summary>
    private static List<(DateTimeOffset From, DateTimeOffset To, Terms? Terms)> TermsOf(
        EpisodeHistory episode,
        Clock clock,
        ServiceLevelRules rules,
        DateTimeOffset start,
        DateTimeOffset until
    )
    {
        Terms? At(DateTimeOffset moment) => rules.TermsAt(moment, clock, episode.Traits.Last(t => t.From <= moment).Value);
        var changes = episode.Traits.Select(t => t.From).Concat(rules.Changes).Where(c => c > start && c <= until).Distinct().Order();
        var terms = new List<(DateTimeOffset From, DateTimeOffset To, Terms? Terms)> { (start, until, At(start)) };
        foreach (var change in changes)
        {
            var (from, _, before) = terms[^1];
            var after = At(change);
            if (after is null ? before is not null : !after.SameAs(before))
            {
                terms[^1] = (from, change, before);
                terms.Add((change, until, after));
            }
        }

        return terms;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
