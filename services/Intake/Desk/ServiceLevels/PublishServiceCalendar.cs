using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>I10: a new calendar or the next version of one, for example with the holidays of the coming year.</summary>
/// <param name="Key">Name that rules refer to.</param>
/// <param name="ValidFrom">From when on it counts; a time in the past supersedes what counted since.</param>
/// <param name="Shifts">Open hours of a normal week.</param>
/// <param name="UtcOffset">Local time minus UTC; China's unless said.</param>
/// <param name="Holidays">Days off.</param>
/// <param name="MakeUpDays">Days off that are worked (调休).</param>
public sealed record PublishServiceCalendar(
    [property: Required, RegularExpression("[a-z0-9-]{1,40}")] string Key,
    DateTimeOffset ValidFrom,
    [property: Required, MinLength(1), MaxLength(100)] IReadOnlyList<Shift> Shifts,
    TimeSpan? UtcOffset = null,
    [property: MaxLength(500)] IReadOnlyList<Holiday>? Holidays = null,
    [property: MaxLength(500)] IReadOnlyList<MakeUpDay>? MakeUpDays = null
)
{
    private const int MostExceptionalDays = 2000;
    private static readonly DateOnly FirstDay = new(2000, 1, 1);
    private static readonly DateOnly LastDay = new(2200, 1, 1);
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private static readonly TimeSpan FarthestOffset = TimeSpan.FromHours(14);

    internal ServiceCalendar ToVersion(int version) =>
        new(Key, version, ValidFrom.ToUniversalTime(), UtcOffset ?? China, Shifts, Holidays ?? [], MakeUpDays ?? []);

    internal static Rejection? Check(ServiceCalendar calendar, ServiceLevelRules known) =>
        Check(calendar)
        ?? known
            .RulesSince(calendar.ValidFrom)
            .Where(r => r.Calendar == calendar.Key)
            .Select(r => ServiceLevelRules.Unreachable(r, new CompiledCalendar(calendar)))
            .FirstOrDefault(r => r is not null);

    internal static Rejection? Check(ServiceCalendar calendar) =>
        true switch
        {
            _ when calendar.UtcOffset.Duration() > FarthestOffset => Rejection.Invalid(
                "offset-impossible",
                "No place is farther from UTC than 14 hours."
            ),
            _ when calendar.Shifts.Any(s => s is null || s.Days.Count == 0)
                    || calendar.Holidays.Any(h => h is null)
                    || calendar.MakeUpDays.Any(m => m is null) => Rejection.Invalid(
                "calendar-malformed",
                "Each shift needs a day, and nothing in a list is null."
            ),
            _ when calendar.Holidays.FirstOrDefault(h => h.To < h.From || h.From < FirstDay || h.To > LastDay) is { } odd =>
                Rejection.Invalid("holiday-impossible", $"'{odd.Name}' ends before it begins, or is not of this time."),
            _ when calendar.Holidays.Sum(h => h.To.DayNumber - h.From.DayNumber + 1L) > MostExceptionalDays => Rejection.Invalid(
                "holidays-too-many",
                $"At most {MostExceptionalDays} days off are possible in one version."
            ),
            _ when calendar.MakeUpDays.FirstOrDefault(m => m.Date < FirstDay || m.Date > LastDay) is { } odd => Rejection.Invalid(
                "make-up-day-impossible",
                $"{odd.Date:O} is not of this time."
            ),
            _ when calendar.MakeUpDays.GroupBy(m => m.Date).FirstOrDefault(g => g.Count() > 1) is { } twice => Rejection.Invalid(
                "make-up-day-repeated",
                $"{twice.Key:O} is made up twice."
            ),
            _ when calendar.MakeUpDays.FirstOrDefault(m => calendar.Holidays.Any(h => h.From <= m.Date && m.Date <= h.To)) is { } both =>
                Rejection.Invalid("make-up-day-in-holiday", $"{both.Date:O} cannot be a holiday and made up."),
            _ => null,
        };

    internal static async Task<Results<Created<ServiceCalendar>, ProblemHttpResult>> Handle(
        PublishServiceCalendar command,
        Commands commands,
        IOptions<ServiceLevelOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        ServiceCalendar? calendar = null;
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                var known = await ServiceLevelCatalogue.Read(session, cancellationToken);
                calendar = command.ToVersion(known.Calendars.FirstOrDefault(c => c.Key == command.Key) is { } last ? last.Version + 1 : 1);
                if (Check(calendar, known) is { } refused)
                {
                    return refused;
                }

                session.Insert(calendar);
                RulesChanged.Queue(session, $"calendar:{calendar.Id}", calendar.ValidFrom, options.Value, clock.GetUtcNow());
                return null;
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.Created($"/api/service-calendars/{calendar!.Id}", calendar) : rejection.ToProblem();
    }

    internal static async Task<Ok<Page<ServiceCalendar>>> List(
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var rules = await ServiceLevelCatalogue.Read(query, cancellationToken);
        var page = rules.Calendars.SkipWhile(c => after is not null && c.Id != after).Skip(after is null ? 0 : 1).Take(limit + 1).ToList();
        return TypedResults.Ok(Page.Of(page, limit, calendar => calendar.Id, request));
    }
}
