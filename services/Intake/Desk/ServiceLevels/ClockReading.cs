using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>Where a clock stands.</summary>
public enum ClockState
{
    /// <summary>It runs; outside service hours it stands still without being paused.</summary>
    Running,

    /// <summary>Somebody else has to act first, and the rule says that this pauses it; or the ticket is merged into another one.</summary>
    Paused,

    /// <summary>The goal was reached in time.</summary>
    Met,

    /// <summary>The time ran out, whether the goal was reached later or not. Never erased.</summary>
    Breached,

    /// <summary>Another rule counts since; this reading is kept as it stood.</summary>
    Superseded,

    /// <summary>The ticket ended without the goal.</summary>
    Cancelled,
}

/// <summary>What a stretch of time means for a clock.</summary>
public enum SegmentKind
{
    /// <summary>Before the clock's start.</summary>
    NotStarted,

    /// <summary>Counts.</summary>
    Counting,

    /// <summary>Paused by the rule.</summary>
    Paused,

    /// <summary>Service is closed.</summary>
    OutOfHours,

    /// <summary>After the clock's end.</summary>
    Ended,
}

/// <summary>A reading of one clock in one episode (I10). It is computed from the ticket's events whenever it is asked for.</summary>
public sealed record ClockReading
{
    /// <summary>Which run of the ticket, from 1.</summary>
    public required int Episode { get; init; }

    /// <summary>What is measured.</summary>
    public required Clock Clock { get; init; }

    /// <summary>Where it stands.</summary>
    public required ClockState State { get; init; }

    /// <summary>Version of the policy.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>Name of the rule in that policy.</summary>
    public required string Rule { get; init; }

    /// <summary>Key of the calendar.</summary>
    public required string Calendar { get; init; }

    /// <summary>Version of that calendar.</summary>
    public required int CalendarVersion { get; init; }

    /// <summary>Open time allowed.</summary>
    public required TimeSpan Target { get; init; }

    /// <summary>Open time used.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Open time left; negative when overdue.</summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>Used time in percent of the target, rounded down.</summary>
    public required int Percent { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it stopped for good, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the goal was reached, or null.</summary>
    public DateTimeOffset? MetAt { get; init; }

    /// <summary>When the time ran out first, under this rule or one that it superseded, or null.</summary>
    public DateTimeOffset? BreachedAt { get; init; }

    /// <summary>When the time will run out if nothing changes; null while paused and after the end.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When another rule took over, or null.</summary>
    public DateTimeOffset? SupersededAt { get; init; }

    /// <summary>Warnings that were given.</summary>
    public IReadOnlyList<ClockWarning> Warnings { get; init; } = [];

    /// <summary>Every moment of the episode until now, in order and without gaps.</summary>
    public IReadOnlyList<ClockSegment> Segments { get; init; } = [];

    /// <summary>Readings under earlier rules, as they stood when they were superseded.</summary>
    public IReadOnlyList<ClockReading> Superseded { get; init; } = [];
}

/// <summary>A threshold that was passed and recorded.</summary>
/// <param name="Percent">50, 75 or 100.</param>
/// <param name="Owner">Who answered for the ticket then.</param>
/// <param name="At">When it was passed.</param>
public sealed record ClockWarning(int Percent, string Owner, DateTimeOffset At);

/// <summary>A stretch of time and why it counts or not.</summary>
/// <param name="From">Begin.</param>
/// <param name="To">End, which is the begin of the next one.</param>
/// <param name="Kind">What it means.</param>
/// <param name="Reason">
/// Why: inTime, overdue, waitingForCustomer, waitingForParts, waitingForThirdParty, merged, outsideHours, holiday, notStarted, met,
/// cancelled or superseded.
/// </param>
/// <param name="Text">The same for people.</param>
public sealed record ClockSegment(DateTimeOffset From, DateTimeOffset To, SegmentKind Kind, string Reason, Sentence Text);

/// <summary>A sentence in both languages.</summary>
/// <param name="En">English.</param>
/// <param name="Zh">中文.</param>
public sealed record Sentence(string En, string Zh)
{
    internal static Sentence Waiting(WaitingFor who) =>
        who switch
        {
            WaitingFor.Customer => new("Paused: the customer has to answer.", "暂停：等待客户答复。"),
            WaitingFor.Parts => new("Paused: parts have to arrive.", "暂停：等待备件到货。"),
            WaitingFor.ThirdParty => new("Paused: somebody outside has to act.", "暂停：等待第三方处理。"),
            _ => throw new ArgumentOutOfRangeException(nameof(who), who, "What waits for us never pauses a clock."),
        };
}
