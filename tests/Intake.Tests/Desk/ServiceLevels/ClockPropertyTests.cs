using CsCheck;
using CustomerService.Intake.Desk.ServiceLevels;
using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Desk.ServiceLevels.Generators;

namespace CustomerService.Intake.Tests.Desk.ServiceLevels;

/// <summary>
/// I10: the resolution clock against a counter that walks from minute to minute and asks at each one whether service is open and whether
/// the rule that counts in the end lets it run, over random waiting, reclassification, calendars and versions of policy and calendars.
/// </summary>
public sealed class ClockPropertyTests
{
    private const int Span = 6 * 24 * 60;

    private static readonly Gen<IReadOnlyList<WaitingFor>> PausedBy = Gen.Enum<WaitingFor>()
        .Where(w => w != WaitingFor.Us)
        .Array[0, 3]
        .Select(p => (IReadOnlyList<WaitingFor>)p);

    // A rule for urgent tickets and one for the others.
    private static Gen<ServiceLevelPolicy> Policy(int version, DateTimeOffset validFrom) =>
        Gen.Select(Rule("urgent", TicketPriority.Urgent), Rule("all", null), (urgent, all) =>
            new ServiceLevelPolicy(version, validFrom, [urgent, all])
        );

    private static Gen<ServiceLevelRule> Rule(string name, TicketPriority? priority) =>
        Gen.Select(Gen.Int[1, 6000], Gen.OneOf(Gen.Const("a"), Gen.Const("b")), PausedBy, (target, calendar, pausedBy) =>
            new ServiceLevelRule(
                name,
                calendar,
                new Dictionary<Clock, TimeSpan> { [Clock.Resolution] = TimeSpan.FromMinutes(target) },
                Priority: priority,
                Pauses: new Dictionary<Clock, IReadOnlyList<WaitingFor>> { [Clock.Resolution] = pausedBy }
            )
        );

    private static readonly Gen<ServiceLevelRules> Rules =
        from first in Policy(1, default)
        from second in Gen.Int[0, Span].SelectMany(m => Policy(2, At(m)))
        from third in Gen.Int[0, Span].SelectMany(m => Policy(3, At(m)))
        from a in Calendar("a", 1, default)
        from b in Calendar("b", 1, default)
        from newer in Gen.Int[0, Span].SelectMany(m => Calendar("a", 2, At(m)))
        select new ServiceLevelRules([first, second, third], [a, b, newer]);

    private static readonly Gen<object[]> Happenings = Gen.OneOf(
            Gen.Select(Gen.Int[0, Span], Gen.Enum<WaitingFor>().Select(w => (WaitingFor?)w), (m, who) =>
                (m, (object)new StatusChanged(1, TicketStatus.Pending, null, who, At(m)))
            ),
            Gen.Int[0, Span].Select(m => (m, (object)new StatusChanged(1, TicketStatus.InProgress, null, null, At(m)))),
            Gen.Select(Gen.Int[0, Span], Gen.Enum<TicketPriority>(), (m, p) =>
                (m, (object)new TicketReclassified(TicketType.Fault, p, null, At(m)))
            )
        )
        .Array[0, 10]
        .Select(h => h.OrderBy(e => e.Item1).Select(e => e.Item2).ToArray());

    private static readonly Gen<(ServiceLevelRules Rules, object[] History, int End, bool Resolved)> Cases = Gen.Select(
        Rules,
        Happenings,
        Gen.Int[1, Span],
        Gen.Bool
    );

    [Fact]
    public void ElapsedIsWhatAMinuteCounterCounts() =>
        Cases.Sample(
            c =>
            {
                var clock = Read(c);
                return clock.Elapsed == TimeSpan.FromMinutes(Count(c, c.End)) && clock.Target == FinalRule(c).Targets[Clock.Resolution];
            },
            iter: 150
        );

    [Fact]
    public void TheBreachIsTheMinuteAtWhichTheCounterReachesTheTarget() =>
        Cases.Sample(
            c =>
            {
                var life = Life(c);
                var target = (int)life.Run.Terms.Target.TotalMinutes;
                var counted = 0;
                var reached = Enumerable
                    .Range(0, c.End)
                    .Where(m => Counts(c, m) && ++counted == target)
                    .Select(m => (DateTimeOffset?)At(m + 1))
                    .FirstOrDefault();
                return life.Run.PassedAt(100) == reached && life.Run.BreachedAt == (c.Resolved && reached == At(c.End) ? null : reached);
            },
            iter: 150
        );

    [Fact]
    public void TheDueTimeComesTrueIfNothingChanges() =>
        Cases.Sample(c =>
        {
            if (Read(c).DueAt is not { } due || c.Rules.Changes.Any(change => change > At(c.End) && change <= due))
            {
                return;
            }

            var history = SlaHistory.Clocks(c.Rules, due, History(c)).Single();
            Assert.Equal(history.Run.Terms.Target, history.Run.Elapsed);
            Assert.Equal(due, history.Run.BreachedAt);
        });

    [Fact]
    public void SegmentsCoverEveryMomentOnceAndSumToTheElapsed() =>
        Cases.Sample(c =>
        {
            var clock = Read(c);
            foreach (
                var (reading, end) in clock
                    .Superseded.Select(s => (s, s.SupersededAt!.Value))
                    .Prepend((clock, At(c.Resolved ? c.End + 30 : c.End)))
            )
            {
                Assert.Equal(Begin, reading.Segments[0].From);
                Assert.Equal(end, reading.Segments[^1].To);
                Assert.All(reading.Segments, s => Assert.True(s.From < s.To));
                Assert.All(reading.Segments.Zip(reading.Segments.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
                Assert.Equal(
                    reading.Elapsed,
                    new TimeSpan(reading.Segments.Where(s => s.Kind == SegmentKind.Counting).Sum(s => (s.To - s.From).Ticks))
                );
            }
        });

    [Fact]
    public void ReadingLaterNeverTakesABreachAway() =>
        Cases.Sample(c =>
        {
            var earlier = Read(c with { Resolved = false });
            var later = Read(c with { End = c.End + 1000, Resolved = false });
            return earlier.BreachedAt is null || later.BreachedAt <= earlier.BreachedAt;
        });

    private static ClockReading Read((ServiceLevelRules, object[], int End, bool Resolved) c) => Life(c).Explain();

    // Half an hour after the end when it was resolved then; at the end when it still runs.
    private static ClockLife Life((ServiceLevelRules Rules, object[] History, int End, bool Resolved) c) =>
        SlaHistory.Clocks(c.Rules, At(c.Resolved ? c.End + 30 : c.End), History(c)).Single();

    private static object[] History((ServiceLevelRules, object[] History, int End, bool Resolved) c) =>
        [
            SlaHistory.Opened() with
            {
                At = Begin,
            },
            .. c.History.Where(e => TimeOf(e) <= At(c.End)),
            .. c.Resolved ? new object[] { new TicketResolved(1, "c", "n", At(c.End), At(c.End)) } : [],
        ];

    private static int Count((ServiceLevelRules, object[], int, bool) c, int end) => Enumerable.Range(0, end).Count(m => Counts(c, m));

    private static bool Counts((ServiceLevelRules Rules, object[] History, int End, bool) c, int minute)
    {
        var rule = FinalRule(c);
        var waiting = c.History.OfType<StatusChanged>().LastOrDefault(s => s.At <= At(minute))?.WaitingFor;
        var calendar = c.Rules.Calendars.Where(k => k.Key == rule.Calendar && k.ValidFrom <= At(c.End)).MaxBy(k => k.Version)!;
        return !(waiting is { } who && rule.Pauses![Clock.Resolution].Contains(who)) && calendar.IsOpen(At(minute));
    }

    private static ServiceLevelRule FinalRule((ServiceLevelRules Rules, object[] History, int End, bool) c)
    {
        var policy = c.Rules.Policies.Where(p => p.ValidFrom <= At(c.End)).MaxBy(p => p.Version)!;
        var priority = c.History.OfType<TicketReclassified>().LastOrDefault(r => r.At <= At(c.End))?.Priority ?? TicketPriority.Normal;
        return policy.Rules[priority == TicketPriority.Urgent ? 0 : 1];
    }

    private static DateTimeOffset TimeOf(object e) => e is StatusChanged s ? s.At : ((TicketReclassified)e).At;
}
