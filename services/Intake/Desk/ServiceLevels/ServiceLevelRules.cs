using System.Globalization;
using System.Text.Json;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>
/// All versions of policy and calendars, compiled. Pure: which rule counts for a clock depends on the moment and the ticket only.
/// </summary>
internal sealed class ServiceLevelRules
{
    private const int MostWeeks = 5_200;

    private readonly ServiceLevelPolicy[] _policies;
    private readonly Dictionary<string, CompiledCalendar[]> _calendars;

    public ServiceLevelRules(IEnumerable<ServiceLevelPolicy> policies, IEnumerable<ServiceCalendar> calendars)
    {
        _policies = [.. policies.OrderByDescending(p => p.Version)];
        _calendars = calendars
            .GroupBy(c => c.Key)
            .ToDictionary(
                g => g.Key,
                g => g.OrderByDescending(c => c.Version).Select(c => new CompiledCalendar(c)).ToArray(),
                StringComparer.Ordinal
            );
    }

    /// <summary>What domain.md says, as data: version 1 of the policy and of its calendars.</summary>
    public static BuiltInServiceLevels BuiltIn { get; } = ReadBuiltIn();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ServiceLevelPolicy> Policies => _policies;

    /// <summary>By key, then newest first.</summary>
    public IEnumerable<ServiceCalendar> Calendars =>
        _calendars.OrderBy(c => c.Key, StringComparer.Ordinal).SelectMany(c => c.Value).Select(c => c.Source);

    /// <summary>What counts for a clock of a ticket with these traits at this moment; null when it does not run.</summary>
    public Terms? TermsAt(DateTimeOffset moment, Clock clock, Traits ticket)
    {
        var policy = _policies.FirstOrDefault(p => p.ValidFrom <= moment);
        var rule = policy?.Rules.First(r => r.Fits(ticket));
        return rule is not null && rule.Targets.TryGetValue(clock, out var target) && CalendarAt(rule.Calendar, moment) is { } calendar
            ? new Terms(clock, policy!.Version, rule, target, calendar)
            : null;
    }

    /// <summary>The version of a calendar that counts at <paramref name="moment"/>, or null.</summary>
    public CompiledCalendar? CalendarAt(string key, DateTimeOffset moment) =>
        _calendars.TryGetValue(key, out var versions) ? versions.FirstOrDefault(c => c.Source.ValidFrom <= moment) : null;

    /// <summary>The versions of a calendar that count at <paramref name="moment"/> or may count later.</summary>
    public IEnumerable<CompiledCalendar> CalendarsSince(string key, DateTimeOffset moment) =>
        CalendarAt(key, moment) is { } first
            ? _calendars[key].TakeWhile(c => c.Source.Version >= first.Source.Version)
            : _calendars.GetValueOrDefault(key, []);

    /// <summary>The rules that count at <paramref name="moment"/> or may count later.</summary>
    public IEnumerable<ServiceLevelRule> RulesSince(DateTimeOffset moment)
    {
        var first = _policies.FirstOrDefault(p => p.ValidFrom <= moment)?.Version ?? 0;
        return _policies.TakeWhile(p => p.Version >= first).SelectMany(p => p.Rules);
    }

    /// <summary>Refuses a rule with a target that is not reached in a century of open hours: nobody means that.</summary>
    public static Rejection? Unreachable(ServiceLevelRule rule, CompiledCalendar calendar) =>
        rule.Targets.Values.Max() is var target && target > calendar.OpenEachWeek * MostWeeks
            ? Rejection.Invalid(
                "target-unreachable",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Rule '{rule.Name}': calendar '{calendar.Source.Key}' is open {calendar.OpenEachWeek.TotalMinutes:0.##} "
                        + $"minutes a week, and {target.TotalHours:0.##} hours would take more than {MostWeeks} weeks."
                )
            )
            : null;

    /// <summary>Moments at which another version begins to count.</summary>
    public IEnumerable<DateTimeOffset> Changes => _policies.Select(p => p.ValidFrom).Concat(Calendars.Select(c => c.ValidFrom));

    private static BuiltInServiceLevels ReadBuiltIn()
    {
        using var stream = typeof(ServiceLevelRules).Assembly.GetManifestResourceStream("ServiceLevels.defaults.json")!;
        return JsonSerializer.Deserialize<BuiltInServiceLevels>(stream, Json.Options)!;
    }
}

/// <summary>The shipped version 1.</summary>
internal sealed record BuiltInServiceLevels(ServiceLevelPolicy Policy, IReadOnlyList<ServiceCalendar> Calendars);

/// <summary>What one clock follows.</summary>
internal sealed record Terms(Clock Clock, int PolicyVersion, ServiceLevelRule Rule, TimeSpan Target, CompiledCalendar Calendar)
{
    /// <summary>Under the same policy version, rule and calendar version nothing changes.</summary>
    public bool SameAs(Terms? other) =>
        other is not null
        && PolicyVersion == other.PolicyVersion
        && Rule.Name == other.Rule.Name
        && Calendar.Source.Id == other.Calendar.Source.Id;
}
