using CustomerService.Intake.Tickets;

namespace CustomerService.Intake.ServiceLevels;

/// <summary>One clock under one set of terms, from its start to its end or to the moment of reading.</summary>
internal sealed record ClockRun(Terms Terms, EpisodeHistory Episode, DateTimeOffset Start, DateTimeOffset Until, ClockEnd? End)
{
    /// <summary>The clock's time, cut where who is waited for changes.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To, WaitingFor? Pausing)> Stretches { get; } =
        [.. Cut(Terms, Episode, Start, Until)];

    /// <summary>Open time outside pauses.</summary>
    public TimeSpan Elapsed => new(Stretches.Where(s => s.Pausing is null).Sum(s => Terms.Calendar.Between(s.From, s.To).Ticks));

    public bool IsPaused => End is null && Terms.Rule.PausesFor(Terms.Clock, Episode.Waiting.Last(w => w.From <= Until).Value);

    /// <summary>A goal that is reached at the very moment of the target is in time.</summary>
    public DateTimeOffset? BreachedAt => PassedAt(ClockLife.Breach) is { } at && (End?.IsMet != true || at < Until) ? at : null;

    /// <summary>When this much of the target was used, or null while it is not.</summary>
    public DateTimeOffset? PassedAt(int percent)
    {
        var rest = Threshold(percent);
        foreach (var (from, to, _) in Stretches.Where(s => s.Pausing is null))
        {
            var open = Terms.Calendar.Between(from, to);
            if (open >= rest)
            {
                return Terms.Calendar.Add(from, rest);
            }

            rest -= open;
        }

        return null;
    }

    /// <summary>When this much of the target will be used if nothing changes; null when it is used already, while paused and after the end.</summary>
    public DateTimeOffset? WillPassAt(int percent) =>
        End is null && !IsPaused && Threshold(percent) - Elapsed is var left && left > TimeSpan.Zero ? Terms.Calendar.Add(Until, left) : null;

    private TimeSpan Threshold(int percent) => new(Math.Max(1, Terms.Target.Ticks * percent / 100));

    private static IEnumerable<(DateTimeOffset, DateTimeOffset, WaitingFor?)> Cut(
        Terms terms, EpisodeHistory episode, DateTimeOffset start, DateTimeOffset until)
    {
        for (var i = 0; i < episode.Waiting.Count; i++)
        {
            var (from, waitingFor) = episode.Waiting[i];
            var to = i + 1 < episode.Waiting.Count ? episode.Waiting[i + 1].From : until;
            from = from < start ? start : from;
            to = to > until ? until : to;
            if (from < to)
            {
                yield return (from, to, terms.Rule.PausesFor(terms.Clock, waitingFor) ? waitingFor : null);
            }
        }
    }
}

/// <summary>How a clock stopped for good.</summary>
internal sealed record ClockEnd(DateTimeOffset At, bool IsMet);
