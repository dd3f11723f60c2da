using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>Reads the rules from the store, and remembers them for a short time for work that can bear a short time.</summary>
internal sealed class ServiceLevelCatalogue(TimeProvider clock, IOptions<ServiceLevelOptions> options)
{
    private volatile Memory? _remembered;

    public async ValueTask<ServiceLevelRules> Remembered(IQuerySession query, CancellationToken cancellationToken)
    {
        if (_remembered is { } remembered && clock.GetUtcNow() < remembered.Until)
        {
            return remembered.Rules;
        }

        var readAt = clock.GetUtcNow();
        var rules = await Read(query, cancellationToken);
        _remembered = new Memory(readAt + options.Value.RulesCachedFor, rules);
        return rules;
    }

    public static async Task<ServiceLevelRules> Read(IQuerySession query, CancellationToken cancellationToken) =>
        new(
            (await query.Query<ServiceLevelPolicy>().ToListAsync(cancellationToken)).Append(ServiceLevelRules.BuiltIn.Policy),
            (await query.Query<ServiceCalendar>().ToListAsync(cancellationToken)).Concat(ServiceLevelRules.BuiltIn.Calendars)
        );

    private sealed record Memory(DateTimeOffset Until, ServiceLevelRules Rules);
}
