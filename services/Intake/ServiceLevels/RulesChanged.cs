using System.Text.Json;
using CustomerService.Intake.Tickets;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.ServiceLevels;

/// <summary>
/// I10: when a new version begins to count, every open ticket is looked at again: a batch a transaction, in the order of numbers, with a pause
/// in between. Tickets that are opened meanwhile know the new rules, since the first batch waits until no replica remembers the old ones.
/// </summary>
internal sealed class RulesChanged(IOptions<ServiceLevelOptions> options)
{
    public const string Purpose = "service-level-rules";

    /// <summary>Queues the first batch for the version <paramref name="id"/>.</summary>
    public static void Queue(IDocumentOperations operations, string id, DateTimeOffset validFrom, ServiceLevelOptions options, DateTimeOffset now)
    {
        var known = now + options.RulesCachedFor;
        operations.QueueDue(Purpose, id, validFrom > known ? validFrom : known, JsonSerializer.Serialize(""));
    }

    public async Task Handle(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var after = JsonSerializer.Deserialize<string>(due.Payload!)!;
        var numbers = await session.Query<TicketView>()
            .Where(t => t.Id.CompareTo(after) > 0 && (t.Status == TicketStatus.Acknowledged || t.Status == TicketStatus.Pending
                || t.Status == TicketStatus.Held || t.Status == TicketStatus.InProgress))
            .OrderBy(t => t.Id).Take(options.Value.BatchSize).Select(t => t.Id).ToListAsync(cancellationToken);
        foreach (var number in numbers)
        {
            session.QueueDue(ServiceLevelDeadlines.Purpose, $"{number}/{due.Key}", now);
        }

        if (numbers.Count == options.Value.BatchSize)
        {
            session.QueueDue(Purpose, due.Key, now + options.Value.BatchPause, JsonSerializer.Serialize(numbers[^1]));
        }
    }
}
