using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>
/// I10: the next version of the policy. Running clocks are computed anew under it, from their start, as soon as it is valid.
/// </summary>
/// <param name="ValidFrom">From when on it counts; a time in the past supersedes what counted since.</param>
/// <param name="Rules">The first rule that fits a ticket counts; the last one must fit all.</param>
public sealed record PublishServiceLevelPolicy(
    DateTimeOffset ValidFrom,
    [property: Required, MinLength(1), MaxLength(500)] IReadOnlyList<ServiceLevelRule> Rules
)
{
    private static readonly TimeSpan LongestTarget = TimeSpan.FromDays(3650);

    internal static Rejection? Check(PublishServiceLevelPolicy command, ServiceLevelRules known)
    {
        var rules = command.Rules;
        return true switch
        {
            _ when rules.Any(r => r is null || r.Pauses?.Values.Any(p => p is null) == true) => Rejection.Invalid(
                "rule-malformed",
                "A rule is null, or a list of pauses in it."
            ),
            _ when !rules[^1].FitsAll || rules.SkipLast(1).Any(r => r.FitsAll) => Rejection.Invalid(
                "policy-incomplete",
                "The last rule, and no other, must fit all tickets."
            ),
            _ when rules.Select(r => r.Name).Distinct(StringComparer.Ordinal).Count() < rules.Count => Rejection.Invalid(
                "rule-name-repeated",
                "Each rule needs a name of its own."
            ),
            _ when rules.FirstOrDefault(r => r.Name.Length is 0 or > 80 || r.CustomerClass is { Length: 0 or > 40 }) is { } odd =>
                Rejection.Invalid("rule-malformed", $"Rule '{odd.Name}': a name has 1 to 80 characters, a class 1 to 40."),
            _ when rules.FirstOrDefault(r => r.Targets.Count == 0 || r.Targets.Values.Any(t => t <= TimeSpan.Zero || t > LongestTarget))
                    is { } odd => Rejection.Invalid(
                "target-impossible",
                $"Rule '{odd.Name}' needs a target, and each one longer than nothing and at most ten years."
            ),
            _ when rules.FirstOrDefault(r => r.Pauses?.Values.Any(p => p.Contains(WaitingFor.Us)) == true) is { } selfish =>
                Rejection.Invalid("pause-by-us", $"Rule '{selfish.Name}': what waits for us never pauses a clock."),
            _ when rules.FirstOrDefault(r => known.CalendarAt(r.Calendar, command.ValidFrom) is null) is { } calendarless =>
                Rejection.Invalid(
                    "calendar-unknown",
                    $"Rule '{calendarless.Name}': no calendar '{calendarless.Calendar}' is valid by then."
                ),
            _ => rules
                .SelectMany(r => known.CalendarsSince(r.Calendar, command.ValidFrom).Select(c => ServiceLevelRules.Unreachable(r, c)))
                .FirstOrDefault(r => r is not null),
        };
    }

    internal static async Task<Results<Created<ServiceLevelPolicy>, ProblemHttpResult>> Handle(
        PublishServiceLevelPolicy command,
        Commands commands,
        IOptions<ServiceLevelOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        ServiceLevelPolicy? policy = null;
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                var known = await ServiceLevelCatalogue.Read(session, cancellationToken);
                policy = new ServiceLevelPolicy(known.Policies[0].Version + 1, command.ValidFrom.ToUniversalTime(), command.Rules);
                if (Check(command, known) is { } refused)
                {
                    return refused;
                }

                // Inserted, not stored: of two at the same moment the second fails on the key and becomes the version after.
                session.Insert(policy);
                RulesChanged.Queue(session, policy.Id, policy.ValidFrom, options.Value, clock.GetUtcNow());
                return null;
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.Created($"/api/service-level-policies/{policy!.Version}", policy) : rejection.ToProblem();
    }

    internal static async Task<Ok<Page<ServiceLevelPolicy>>> List(
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        int? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var rules = await ServiceLevelCatalogue.Read(query, cancellationToken);
        var page = rules.Policies.Where(p => after is null || p.Version < after).Take(limit + 1).ToList();
        return TypedResults.Ok(Page.Of(page, limit, policy => policy.Version, request));
    }
}
