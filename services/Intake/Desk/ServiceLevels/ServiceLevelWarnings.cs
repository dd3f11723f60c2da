using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>
/// I10: a ticket has one due row, at the next threshold of any of its clocks. A new ticket's is computed with the event; what changes
/// running clocks asks for a look at once, under a key of its own, so that a command never waits for a row that is firing.
/// </summary>
internal sealed partial class ServiceLevelDeadlines(
    ServiceLevelCatalogue catalogue,
    IOptions<ServiceLevelOptions> options,
    IOptions<TicketOptions> tickets
) : EventProjection
{
    public const string Purpose = "service-level";

    public override async ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        if (e.Data is TicketOpened opened)
        {
            var rules = await catalogue.Remembered(operations, cancellation);
            var clocks = ClockReader.Read(TicketHistory.Fold([e], tickets.Value.Desk), rules, opened.At);
            if (ServiceLevelWarnings.NextMoment(clocks, options.Value) is { } next)
            {
                operations.QueueDue(Purpose, e.StreamKey!, next);
            }
        }
        else if (LookAt(e.Data) is { } at)
        {
            operations.QueueDue(Purpose, $"{e.StreamKey}/{e.Id}", at);
        }
    }

    private static DateTimeOffset? LookAt(object e) =>
        e switch
        {
            TicketReopened reopened => reopened.At,
            TicketReclassified reclassified => reclassified.At,
            VisitRequested requested => requested.At,
            StatusChanged changed => changed.At,
            TicketUnmerged unmerged => unmerged.At,
            // The first response is open again.
            ReplyFailed failed => failed.At,
            ReplyBounced bounced => bounced.At,
            _ => null,
        };
}

/// <summary>I10: warns once per clock, episode and threshold, then waits for the next threshold.</summary>
internal sealed class ServiceLevelWarnings(
    ServiceLevelCatalogue catalogue,
    IOptions<ServiceLevelOptions> options,
    IOptions<TicketOptions> tickets
)
{
    private const int Breach = ClockLife.Breach;
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// What has passed and is not recorded. After a clock's end, and for what passed long ago, only the breach still counts.
    /// </summary>
    public static Decision Decide(IReadOnlyList<ClockLife> clocks, string owner, ServiceLevelOptions options, DateTimeOffset now) =>
        Decision.Accept([
            .. from clock in clocks
            from percent in Unrecorded(clock, options)
            let passed = percent == Breach ? clock.BreachedAt : clock.Run.PassedAt(percent)
            where passed <= now && (percent == Breach || clock.IsGoing && now - passed <= options.Grace)
            select (object)new ServiceLevelWarned(clock.Run.Episode.Number, clock.Clock.ToCode(), percent, owner, passed.Value),
        ]);

    /// <summary>
    /// When the first clock will pass a threshold if nothing changes; rounded up to what the store can hold, so that it has passed then.
    /// </summary>
    public static DateTimeOffset? NextMoment(IReadOnlyList<ClockLife> clocks, ServiceLevelOptions options) =>
        clocks.Where(c => c.IsGoing).SelectMany(c => Unrecorded(c, options).Select(c.Run.WillPassAt)).Min() is { } moment
            ? new DateTimeOffset((moment.Ticks / TimeSpan.TicksPerMillisecond + 1) * TimeSpan.TicksPerMillisecond, TimeSpan.Zero)
            : null;

    /// <summary>When the first going clock is due, or was; null while none runs.</summary>
    public static DateTimeOffset? DueAt(IReadOnlyList<ClockLife> clocks) =>
        clocks.Where(c => c.IsGoing).Select(c => c.BreachedAt ?? c.Run.WillPassAt(Breach)).Min();

    private static IEnumerable<int> Unrecorded(ClockLife clock, ServiceLevelOptions options) =>
        options.Thresholds.Append(Breach).Distinct().Order().Where(p => p > clock.Recorded.Select(w => w.Percent).DefaultIfEmpty(0).Max());

    public async Task Handle(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var number = due.Key.Split('/')[0];
        // One look at a ticket at a time, or the slower of two would write the moment that it saw over the newer one. It never waits: the
        // other one may want the row that this one holds.
        var alone = await session.QueryAsync<bool>(
            "select pg_try_advisory_xact_lock(hashtextextended(?, 0))",
            cancellationToken,
            $"sla/{number}"
        );
        if (!alone[0])
        {
            session.QueueDue(due.Purpose, due.Key, now + LookAgainAfter);
            return;
        }

        var events = await session.Events.FetchStreamAsync(number, token: cancellationToken);
        var rules = await catalogue.Remembered(session, cancellationToken);
        var clocks = ClockReader.Read(TicketHistory.Fold(events, tickets.Value.Desk), rules, now);
        if (Decide(clocks, "", options.Value, now).Events.Count > 0)
        {
            // The version guards the fold: after an append in between this is decided again.
            var rejection = await session
                .Decide<Ticket>(
                    number,
                    ticket => Decide(clocks, ticket.Owner, options.Value, now),
                    events[^1].Version,
                    cancellationToken: cancellationToken
                )
                .Rejection();
            if (rejection is not null)
            {
                session.QueueDue(due.Purpose, due.Key, now + LookAgainAfter);
                return;
            }
        }

        OpenTickets.QueueClockDue(session, number, DueAt(clocks));
        if (NextMoment(clocks, options.Value) is { } next)
        {
            session.QueueDue(ServiceLevelDeadlines.Purpose, number, next);
        }
    }
}
