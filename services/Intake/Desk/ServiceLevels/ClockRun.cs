using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>One clock under one set of terms, from its start to its end or to the moment of reading.</summary>
internal sealed record ClockRun(Terms Terms, EpisodeHistory Episode, DateTimeOffset Start, DateTimeOffset Until, ClockEnd? End)
{
    /// <summary>The clock's time, cut where who is waited for changes, and where the ticket is merged or stands by itself again.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To, Pause? Pausing)> Stretches { get; } =
    [.. Cut(Terms, Episode, Start, Until)];

    /// <summary>Open time outside pauses.</summary>
    public TimeSpan Elapsed => new(Stretches.Where(s => s.Pausing is null).Sum(s => Terms.Calendar.Between(s.From, s.To).Ticks));

    public bool IsPaused => End is null && PauseAt(Terms, Episode, Until) is not null;

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

    /// <summary>
    /// When this much of the target will be used if nothing changes; null when it is used already, while paused and after the end.
    /// </summary>
    public DateTimeOffset? WillPassAt(int percent) =>
        End is null && !IsPaused && Threshold(percent) - Elapsed is var left && left > TimeSpan.Zero
            ? Terms.Calendar.Add(Until, left)
            : null;

    private TimeSpan Threshold(int percent) => new(Math.Max(1, Terms.Target.Ticks * percent / 100));

    private static IEnumerable<(DateTimeOffset, DateTimeOffset, Pause?)> Cut(
        Terms terms,
        EpisodeHistory episode,
        DateTimeOffset start,
        DateTimeOffset until
    )
    {
        if (start >= until)
        {
            yield break;
        }

        var from = start;
        var changes = episode.Waiting.Select(w => w.From).Concat(episode.Merged.Select(m => m.From)).Where(c => c > start && c < until);
        foreach (var to in changes.Append(until).Distinct().Order())
        {
            yield return (from, to, PauseAt(terms, episode, from));
            from = to;
        }
    }

    private static Pause? PauseAt(Terms terms, EpisodeHistory episode, DateTimeOffset moment) =>
        episode.Merged.Last(m => m.From <= moment).Value ? Pause.Merged
        : episode.Waiting.Last(w => w.From <= moment).Value is { } who && terms.Rule.PausesFor(terms.Clock, who) ? Pause.For(who)
        : null;
}

/// <summary>Why a clock stands.</summary>
internal sealed record Pause(string Reason, Sentence Text)
{
    /// <summary>Another ticket answers for the matter; whatever the rule says, no clock of this one runs.</summary>
    public static Pause Merged { get; } =
        new("merged", new("Paused: the ticket is merged into another one.", "暂停：服务工单已并入另一工单。"));

    /// <summary>Somebody has to act first.</summary>
    public static Pause For(WaitingFor who) => new($"waitingFor{who}", Sentence.Waiting(who));
}

/// <summary>How a clock stopped for good.</summary>
internal sealed record ClockEnd(DateTimeOffset At, bool IsMet);
