namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>
/// Interval arithmetic on one calendar version, without walking over days: running totals of open time within the normal week and within
/// the stretches that holidays and make-up days change. Whole ticks, so nothing is ever rounded.
/// </summary>
internal sealed class CompiledCalendar
{
    private const long Day = TimeSpan.TicksPerDay;
    private const long Week = 7 * Day;

    // What has not come by then never comes. It leaves room to reckon on, and every store can hold it.
    private static readonly long Never = new DateTime(9999, 1, 2).Ticks;

    private readonly OpenTimes _week;
    private readonly Stretch[] _exceptions;

    public CompiledCalendar(ServiceCalendar calendar)
    {
        Source = calendar;
        _week = new OpenTimes(NormalWeek(calendar));
        if (_week.Total == 0)
        {
            throw new ArgumentException($"Calendar {calendar.Id} is never open.", nameof(calendar));
        }

        var exceptions = new List<Stretch>();
        var extra = 0L;
        foreach (var (first, end) in Stretches(calendar))
        {
            var times = new OpenTimes(Open(calendar, first * Day, end * Day));
            var before = NormallyBefore(first * Day) + extra;
            exceptions.Add(new Stretch(first * Day, end * Day, before, times));
            extra = before + times.Total - NormallyBefore(end * Day);
        }

        _exceptions = [.. exceptions];
    }

    public ServiceCalendar Source { get; }

    /// <summary>Open time of a normal week.</summary>
    public TimeSpan OpenEachWeek => new(_week.Total);

    /// <summary>Open time between two moments; zero when <paramref name="to"/> is not later.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to) =>
        to <= from ? TimeSpan.Zero : new TimeSpan(OpenBefore(Local(to)) - OpenBefore(Local(from)));

    /// <summary>The first moment at which <paramref name="duration"/> of open time has passed since <paramref name="from"/>.</summary>
    public DateTimeOffset Add(DateTimeOffset from, TimeSpan duration) =>
        duration <= TimeSpan.Zero ? from : Utc(MomentOf(OpenBefore(Local(from)) + duration.Ticks));

    /// <summary>
    /// The open hours between two moments, in order and not touching; for explanations, which are as long as their answer anyway.
    /// </summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Open(DateTimeOffset from, DateTimeOffset to) =>
        to <= from ? [] : Open(Source, Local(from), Local(to)).Select(o => (Utc(o.From), Utc(o.To)));

    /// <summary>Local midnight at the begin of <paramref name="day"/>.</summary>
    public DateTimeOffset BeginOf(DateOnly day) => Utc(day.DayNumber * Day);

    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDayNumber((int)(Local(moment) / Day));

    private long Local(DateTimeOffset moment) => moment.UtcTicks + Source.UtcOffset.Ticks;

    private DateTimeOffset Utc(long local) => new(Math.Min(local, Never) - Source.UtcOffset.Ticks, TimeSpan.Zero);

    private long OpenBefore(long t)
    {
        var i = Array.FindLastIndex(_exceptions, s => s.From <= t);
        return i < 0
            ? NormallyBefore(t)
            : _exceptions[i] switch
            {
                var inside when t < inside.To => inside.Before + inside.Times.Before(t),
                var past => past.Before + past.Times.Total + NormallyBefore(t) - NormallyBefore(past.To),
            };
    }

    /// <summary>The first moment with this much open time before it.</summary>
    private long MomentOf(long open)
    {
        var i = Array.FindLastIndex(_exceptions, s => s.Before < open);
        return i < 0
            ? NormalMomentOf(open)
            : _exceptions[i] switch
            {
                var inside when open <= inside.Before + inside.Times.Total => inside.Times.MomentOf(open - inside.Before),
                var past => NormalMomentOf(open - past.Before - past.Times.Total + NormallyBefore(past.To)),
            };
    }

    // Tick 0 is a Monday.
    private long NormallyBefore(long t) => t / Week * _week.Total + _week.Before(t % Week);

    private long NormalMomentOf(long open)
    {
        var weeks = (open - 1) / _week.Total;
        return weeks >= Never / Week ? Never : weeks * Week + _week.MomentOf(open - weeks * _week.Total);
    }

    private static IEnumerable<(long From, long To)> NormalWeek(ServiceCalendar calendar)
    {
        var shifts = Enumerable
            .Range(0, 7)
            .SelectMany(day =>
                calendar
                    .ShiftsOf((DayOfWeek)((day + 1) % 7))
                    .Select(s => (From: day * Day + s.From.Ticks, To: day * Day + s.From.Ticks + s.Length.Ticks))
            );
        // What runs over Sunday's midnight is open on Monday.
        return Merge(shifts.SelectMany(s => s.To <= Week ? [s] : new[] { (s.From, Week), (0, s.To - Week) }));
    }

    /// <summary>
    /// Runs of days that exceptions touch; each exceptional day touches the next one too, by a night shift that begins or does not.
    /// </summary>
    private static IEnumerable<(long First, long End)> Stretches(ServiceCalendar calendar) =>
        Merge(calendar.ExceptionalDays().Select(d => ((long)d.DayNumber, d.DayNumber + 2L)));

    private static IEnumerable<(long From, long To)> Open(ServiceCalendar calendar, long from, long to) =>
        Merge(
            Enumerable
                .Range((int)(from / Day) - 1, (int)((to - 1) / Day - from / Day) + 2)
                .SelectMany(day =>
                    calendar
                        .ShiftsOf(DateOnly.FromDayNumber(day))
                        .Select(s =>
                            (From: Math.Max(from, day * Day + s.From.Ticks), To: Math.Min(to, day * Day + s.From.Ticks + s.Length.Ticks))
                        )
                )
                .Where(s => s.From < s.To)
        );

    private static IEnumerable<(long From, long To)> Merge(IEnumerable<(long From, long To)> intervals)
    {
        (long From, long To)? open = null;
        foreach (var next in intervals.Order())
        {
            if (open is { } current && next.From <= current.To)
            {
                open = (current.From, Math.Max(current.To, next.To));
                continue;
            }

            if (open is { } done)
            {
                yield return done;
            }

            open = next;
        }

        if (open is { } last)
        {
            yield return last;
        }
    }

    private sealed record Stretch(long From, long To, long Before, OpenTimes Times);

    /// <summary>Sorted, separate intervals with the open time before each.</summary>
    private sealed class OpenTimes
    {
        private readonly long[] _from;
        private readonly long[] _length;
        private readonly long[] _before;

        public OpenTimes(IEnumerable<(long From, long To)> intervals)
        {
            var all = intervals.ToList();
            _from = [.. all.Select(i => i.From)];
            _length = [.. all.Select(i => i.To - i.From)];
            _before = new long[all.Count];
            for (var i = 0; i < all.Count; i++)
            {
                _before[i] = Total;
                Total += _length[i];
            }
        }

        public long Total { get; }

        public long Before(long t)
        {
            var i = LastAtMost(_from, t);
            return i < 0 ? 0 : _before[i] + Math.Min(t - _from[i], _length[i]);
        }

        /// <summary>For 0 &lt; open &lt;= Total.</summary>
        public long MomentOf(long open)
        {
            var i = LastAtMost(_before, open - 1);
            return _from[i] + open - _before[i];
        }

        private static int LastAtMost(long[] sorted, long value)
        {
            var i = Array.BinarySearch(sorted, value);
            return i >= 0 ? i : ~i - 1;
        }
    }
}
