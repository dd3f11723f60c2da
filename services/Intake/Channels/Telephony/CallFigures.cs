using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Channels.Telephony;

/// <summary>A share or a mean with what it is made of.</summary>
/// <param name="Value">Numerator / denominator, four decimals; null when there is nothing to divide by.</param>
/// <param name="Numerator">Calls or seconds.</param>
/// <param name="Denominator">Calls.</param>
public sealed record Figure(decimal? Value, decimal Numerator, long Denominator)
{
    internal static Figure Of(decimal numerator, long denominator) =>
        new(denominator == 0 ? null : Math.Round(numerator / denominator, 4), numerator, denominator);
}

/// <summary>The figures of one queue in one half hour. A call is booked where and when it began to wait.</summary>
/// <param name="From">Begin of the half hour; null for the whole period.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Offered">Calls that wanted an agent; those that moved on to another queue count there.</param>
/// <param name="Answered">Calls that an agent answered.</param>
/// <param name="Abandoned">Callers who gave up.</param>
/// <param name="Waiting">Callers who still wait.</param>
/// <param name="ConnectRate">Answered / offered.</param>
/// <param name="ServiceLevel">Share answered in time, by the stated variant.</param>
/// <param name="AbandonRate">Abandoned / offered.</param>
/// <param name="AverageSpeedOfAnswer">Seconds waited by those who were answered / answered.</param>
/// <param name="AverageHandleTime">Seconds of talk, hold and work after the call / calls that have ended.</param>
/// <param name="TalkSeconds">Talk, part of the handle time.</param>
/// <param name="HoldSeconds">Hold, part of the handle time.</param>
/// <param name="WrapUpSeconds">Work after the call, part of the handle time.</param>
public sealed record QueueFigures(
    DateTimeOffset? From,
    string Queue,
    long Offered,
    long Answered,
    long Abandoned,
    long Waiting,
    Figure ConnectRate,
    Figure ServiceLevel,
    Figure AbandonRate,
    Figure AverageSpeedOfAnswer,
    Figure AverageHandleTime,
    decimal TalkSeconds,
    decimal HoldSeconds,
    decimal WrapUpSeconds
);

/// <summary>Figures of a period, with the rules they were made by.</summary>
/// <param name="ServiceLevelVariant">How abandoned calls count in the service level: offered, removed or positive.</param>
/// <param name="AnsweredWithinSeconds">Answered within this time is in time.</param>
/// <param name="ServiceLevelTarget">Percent that should be answered in time.</param>
/// <param name="AbandonsShorterThanSeconds">Who gave up sooner is not counted at all.</param>
/// <param name="HalfHours">One line for each half hour and queue with a call.</param>
/// <param name="Totals">One line for each queue.</param>
public sealed record CallFigures(
    ServiceLevelVariant ServiceLevelVariant,
    double AnsweredWithinSeconds,
    int ServiceLevelTarget,
    double AbandonsShorterThanSeconds,
    IReadOnlyList<QueueFigures> HalfHours,
    IReadOnlyList<QueueFigures> Totals
)
{
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(31);

    // A transfer may put a call into a queue long after it began.
    private static readonly TimeSpan LongestCall = TimeSpan.FromHours(12);
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);

    internal static async Task<Results<Ok<CallFigures>, ProblemHttpResult>> Get(
        DateTimeOffset from,
        DateTimeOffset to,
        string? queue,
        IQuerySession query,
        IOptions<TelephonyOptions> rules,
        CancellationToken cancellationToken
    )
    {
        if (to <= from || to - from > LongestPeriod)
        {
            return Rejection.Invalid("period-invalid", $"Ask for at most {LongestPeriod.Days} days, from before to.").ToProblem();
        }

        var (first, last) = (
            from.UtcTicks < LongestCall.Ticks ? DateTimeOffset.MinValue : from.ToUniversalTime() - LongestCall,
            to.ToUniversalTime()
        );
        var segments = new List<CallSegment>();
        await foreach (
            var call in query
                .Query<Call>()
                .Where(c => c.StartedAt >= first && c.StartedAt < last && !c.Outbound)
                .ToAsyncEnumerable(cancellationToken)
        )
        {
            segments.AddRange(
                CallSegments.Of(call.Steps).Where(s => s.OfferedAt >= from && s.OfferedAt < to && (queue is null || s.Queue == queue))
            );
        }

        return TypedResults.Ok(Of(segments, rules.Value));
    }

    /// <summary>The formulae, over the stays of calls in queues.</summary>
    internal static CallFigures Of(IReadOnlyCollection<CallSegment> segments, TelephonyOptions rules)
    {
        var counted = segments
            .Where(s =>
                s.Outcome != SegmentOutcome.MovedOn && !(s.Outcome == SegmentOutcome.Abandoned && s.Wait < rules.AbandonsShorterThan)
            )
            .ToList();
        return new CallFigures(
            rules.ServiceLevel,
            rules.AnsweredWithin.TotalSeconds,
            rules.ServiceLevelTarget,
            rules.AbandonsShorterThan.TotalSeconds,
            [
                .. counted
                    .GroupBy(s => (Start(s.OfferedAt), s.Queue))
                    .OrderBy(g => g.Key.Item1)
                    .ThenBy(g => g.Key.Queue, StringComparer.Ordinal)
                    .Select(g => Line(g.Key.Item1, g.Key.Queue, [.. g], rules)),
            ],
            [.. counted.GroupBy(s => s.Queue).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Line(null, g.Key, [.. g], rules))]
        );
    }

    private static QueueFigures Line(DateTimeOffset? from, string queue, List<CallSegment> calls, TelephonyOptions rules)
    {
        var answered = calls.Where(c => c.Outcome == SegmentOutcome.Answered).ToList();
        var abandoned = calls.Where(c => c.Outcome == SegmentOutcome.Abandoned).ToList();
        var inTime = answered.Count(c => c.Wait <= rules.AnsweredWithin);
        var serviceLevel = rules.ServiceLevel switch
        {
            ServiceLevelVariant.Offered => Figure.Of(inTime, calls.Count),
            ServiceLevelVariant.Removed => Figure.Of(inTime, calls.Count - abandoned.Count),
            _ => Figure.Of(inTime + abandoned.Count(c => c.Wait <= rules.AnsweredWithin), calls.Count),
        };
        var handled = answered.Where(c => c.IsHandled).ToList();
        var (talk, hold, wrapUp) = (
            Seconds(handled.Select(c => c.Talk)),
            Seconds(handled.Select(c => c.Hold)),
            Seconds(handled.Select(c => c.WrapUp))
        );
        return new QueueFigures(
            from,
            queue,
            calls.Count,
            answered.Count,
            abandoned.Count,
            calls.Count - answered.Count - abandoned.Count,
            Figure.Of(answered.Count, calls.Count),
            serviceLevel,
            Figure.Of(abandoned.Count, calls.Count),
            Figure.Of(Seconds(answered.Select(c => c.Wait)), answered.Count),
            Figure.Of(talk + hold + wrapUp, handled.Count),
            talk,
            hold,
            wrapUp
        );
    }

    private static DateTimeOffset Start(DateTimeOffset at) => new(at.UtcTicks / HalfHour.Ticks * HalfHour.Ticks, TimeSpan.Zero);

    private static decimal Seconds(IEnumerable<TimeSpan> times) => (decimal)times.Sum(t => t.Ticks) / TimeSpan.TicksPerSecond;
}
