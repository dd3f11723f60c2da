namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>Cuts an episode into segments, so that every moment of it has exactly one meaning for a clock and one sentence why.</summary>
internal static class ClockSegments
{
    private static readonly Sentence NotStarted = new("Not started: no visit was requested yet.", "未开始：尚未申请上门。");
    private static readonly Sentence InTime = new("Counts: service is open and it is our turn.", "计时：服务时间内，由我方处理。");
    private static readonly Sentence Overdue = new("Counts: the time allowed has run out.", "计时：已超过时限。");
    private static readonly Sentence OutsideHours = new("Does not count: outside service hours.", "不计时：非服务时间。");
    private static readonly Sentence Met = new("Ended: the goal was reached.", "结束：目标已达成。");
    private static readonly Sentence Cancelled = new("Ended: the ticket ended without it.", "结束：服务工单已终止。");
    private static readonly Sentence Superseded = new("Ended: no rule asks for it any more.", "结束：已无适用规则。");

    public static IReadOnlyList<ClockSegment> Of(ClockRun run, DateTimeOffset? breachedAt, DateTimeOffset? supersededAt, DateTimeOffset end)
    {
        var (reason, text) = (supersededAt, run.End) switch
        {
            (not null, _) => ("superseded", Superseded),
            (_, { IsMet: true }) => ("met", Met),
            _ => ("cancelled", Cancelled),
        };
        return
        [
            .. If(run.Episode.Start, run.Start, SegmentKind.NotStarted, "notStarted", NotStarted),
            .. run.Stretches.SelectMany(s =>
                s.Pausing is { } pause
                    ? If(s.From, s.To, SegmentKind.Paused, pause.Reason, pause.Text)
                    : Unpaused(run.Terms.Calendar, s.From, s.To, breachedAt)
            ),
            .. If(run.Until, end, SegmentKind.Ended, reason, text),
        ];
    }

    private static IEnumerable<ClockSegment> Unpaused(
        CompiledCalendar calendar,
        DateTimeOffset from,
        DateTimeOffset to,
        DateTimeOffset? breachedAt
    )
    {
        var at = from;
        foreach (var open in calendar.Open(from, to))
        {
            foreach (var closed in Closed(calendar, at, open.From))
            {
                yield return closed;
            }

            var due = breachedAt is { } b
                ? b < open.From
                    ? open.From
                    : b > open.To
                        ? open.To
                        : b
                : open.To;
            foreach (
                var counting in If(open.From, due, SegmentKind.Counting, "inTime", InTime)
                    .Concat(If(due, open.To, SegmentKind.Counting, "overdue", Overdue))
            )
            {
                yield return counting;
            }

            at = open.To;
        }

        foreach (var closed in Closed(calendar, at, to))
        {
            yield return closed;
        }
    }

    /// <summary>A night before a holiday is a night; the holiday is named.</summary>
    private static IEnumerable<ClockSegment> Closed(CompiledCalendar calendar, DateTimeOffset from, DateTimeOffset to)
    {
        for (var at = from; at < to; )
        {
            var holiday = calendar.Source.HolidayOn(calendar.DayOf(at));
            var next = calendar.DayOf(at);
            do
            {
                next = next.AddDays(1);
            } while (calendar.BeginOf(next) < to && calendar.Source.HolidayOn(next) == holiday);

            var until = calendar.BeginOf(next) < to ? calendar.BeginOf(next) : to;
            yield return holiday is null
                ? new ClockSegment(at, until, SegmentKind.OutOfHours, "outsideHours", OutsideHours)
                : new ClockSegment(
                    at,
                    until,
                    SegmentKind.OutOfHours,
                    "holiday",
                    new($"Does not count: {holiday.Name}.", $"不计时：{holiday.Name}。")
                );
            at = until;
        }
    }

    private static IEnumerable<ClockSegment> If(DateTimeOffset from, DateTimeOffset to, SegmentKind kind, string reason, Sentence text) =>
        from < to ? [new ClockSegment(from, to, kind, reason, text)] : [];
}
