using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>
/// A clock of an episode under its present terms, with what came before. When no rule counts any more, the last one stands as superseded.
/// </summary>
internal sealed record ClockLife(ClockRun Run, IReadOnlyList<ClockRun> Earlier, DateTimeOffset? SupersededAt, DateTimeOffset Now)
{
    /// <summary>Percent of the target at which a clock is breached.</summary>
    public const int Breach = 100;

    public Clock Clock => Run.Terms.Clock;

    /// <summary>Has a rule and has not ended.</summary>
    public bool IsGoing => SupersededAt is null && Run.End is null;

    public IEnumerable<ServiceLevelWarned> Recorded => Run.Episode.Warnings.Where(w => w.Clock == Clock.ToCode());

    /// <summary>What was breached stays breached, whatever later rules say.</summary>
    public DateTimeOffset? BreachedAt =>
        Earlier
            .Append(Run)
            .Select(r => r.BreachedAt)
            .Concat(Recorded.Where(w => w.Percent == Breach).Select(w => (DateTimeOffset?)w.At))
            .Min();

    public ClockReading Explain()
    {
        var segments = ClockSegments.Of(Run, BreachedAt, SupersededAt, Run.Episode.Next ?? Now);
        var reading = Reading(Run, StateNow, BreachedAt) with
        {
            SupersededAt = SupersededAt,
            Segments = segments,
            Warnings = [.. Recorded.Select(w => new ClockWarning(w.Percent, w.Owner, w.At))],
        };
        return reading with
        {
            Superseded =
            [
                .. Earlier.Select(r =>
                    Reading(r, ClockState.Superseded, r.BreachedAt) with
                    {
                        SupersededAt = r.Until,
                        DueAt = null,
                        Segments = ClockSegments.Of(r, r.BreachedAt, r.Until, r.Until),
                    }
                ),
            ],
        };
    }

    private ClockState StateNow =>
        this switch
        {
            { SupersededAt: not null } => ClockState.Superseded,
            { Run.End.IsMet: false } => ClockState.Cancelled,
            { BreachedAt: not null } => ClockState.Breached,
            { Run.End.IsMet: true } => ClockState.Met,
            { Run.IsPaused: true } => ClockState.Paused,
            _ => ClockState.Running,
        };

    private static ClockReading Reading(ClockRun run, ClockState state, DateTimeOffset? breachedAt)
    {
        var elapsed = run.Elapsed;
        return new ClockReading
        {
            Episode = run.Episode.Number,
            Clock = run.Terms.Clock,
            State = state,
            PolicyVersion = run.Terms.PolicyVersion,
            Rule = run.Terms.Rule.Name,
            Calendar = run.Terms.Calendar.Source.Key,
            CalendarVersion = run.Terms.Calendar.Source.Version,
            Target = run.Terms.Target,
            Elapsed = elapsed,
            Remaining = run.Terms.Target - elapsed,
            Percent = (int)(elapsed.Ticks / (run.Terms.Target.Ticks / 100m)),
            StartedAt = run.Start,
            EndedAt = run.End?.At,
            MetAt = run.End is { IsMet: true } met ? met.At : null,
            BreachedAt = breachedAt,
            DueAt = state == ClockState.Superseded ? null : run.WillPassAt(Breach),
        };
    }
}
