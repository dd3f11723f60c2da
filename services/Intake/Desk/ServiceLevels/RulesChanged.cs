using System.Text.Json;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>
/// I10: when a new version begins to count, the clocks of every open ticket are read again under it: a batch a transaction, in the order of
/// numbers. Most only get another moment at which they are looked at; what has passed a threshold by now is looked at on its own, at once,
/// and the next batch waits for that. Tickets that are opened meanwhile know the new rules, since the first batch waits until no replica
/// remembers the old ones.
/// </summary>
internal sealed class RulesChanged(IOptions<ServiceLevelOptions> options, IOptions<TicketOptions> tickets)
{
    public const string Purpose = "service-level-rules";

    // A look may be early, never late: so a moment only moves forward here, and it does not matter who else writes it now.
    private const string Sooner = $"""
        insert into due (purpose, key, at, payload, attempts) select '{ServiceLevelDeadlines.Purpose}', number, at, 'null', 0
            from unnest(?::text[], ?::timestamptz[]) as n(number, at)
        on conflict (purpose, key) do update set at = least(due.at, excluded.at)
        """;

    /// <summary>Queues the first batch for the version <paramref name="id"/>.</summary>
    public static void Queue(
        IDocumentOperations operations,
        string id,
        DateTimeOffset validFrom,
        ServiceLevelOptions options,
        DateTimeOffset now
    )
    {
        // Twice: what another replica read just before the commit it remembers from then on.
        var known = now + 2 * options.RulesCachedFor;
        operations.QueueDue(Purpose, id, validFrom > known ? validFrom : known, JsonSerializer.Serialize(""));
    }

    public async Task Handle(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var after = JsonSerializer.Deserialize<string>(due.Payload!)!;
        string[] numbers =
        [
            .. await session
                .Query<TicketView>()
                .Where(t =>
                    t.Id.CompareTo(after) > 0
                    && t.MergedInto == null
                    && (
                        t.Status == TicketStatus.Acknowledged
                        || t.Status == TicketStatus.Pending
                        || t.Status == TicketStatus.Held
                        || t.Status == TicketStatus.InProgress
                    )
                )
                .OrderBy(t => t.Id)
                .Take(options.Value.BatchSize)
                .Select(t => t.Id)
                .ToListAsync(cancellationToken),
        ];
        // As they are stored: what this replica remembers it may have read just before the version was committed.
        var rules = await ServiceLevelCatalogue.Read(session, cancellationToken);
        var events = await session
            .Events.QueryAllRawEvents()
            .Where(e => e.StreamKey!.IsOneOf(numbers))
            .OrderBy(e => e.Sequence)
            .ToListAsync(cancellationToken);
        var passed = 0;
        var later = new List<(string Number, DateTimeOffset At)>();
        var shown = new List<(string Number, long Version, DateTimeOffset? DueAt)>();
        foreach (var ticket in events.GroupBy(e => e.StreamKey!).OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            var clocks = ClockReader.Read(TicketHistory.Fold([.. ticket], tickets.Value.Desk), rules, now);
            if (ServiceLevelWarnings.Decide(clocks, "", options.Value, now).Events.Count > 0)
            {
                session.QueueDue(ServiceLevelDeadlines.Purpose, $"{ticket.Key}/{due.Key}", now);
                passed++;
                continue;
            }

            shown.Add((ticket.Key, ticket.Last().Version, ServiceLevelWarnings.DueAt(clocks)));
            if (ServiceLevelWarnings.NextMoment(clocks, options.Value) is { } next)
            {
                later.Add((ticket.Key, next));
            }
        }

        session.QueueSqlCommand(Sooner, later.Select(l => l.Number).ToArray(), later.Select(l => l.At.ToUniversalTime()).ToArray());
        OpenTickets.QueueClocksDue(session, shown);
        if (numbers.Length == options.Value.BatchSize)
        {
            session.QueueDue(
                Purpose,
                due.Key,
                now + options.Value.PauseForEachLook * Math.Max(1, passed),
                JsonSerializer.Serialize(numbers[^1])
            );
        }
    }
}
