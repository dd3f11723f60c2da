using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Places;

namespace CustomerService.Dispatch.Assignment;

/// <summary>What is wanted.</summary>
/// <param name="RegionCode">City to go to.</param>
/// <param name="Position">Where that is, or null when no site is there to tell.</param>
/// <param name="Model">Model of the unit, or null.</param>
/// <param name="Skill">Part class that the fault points to, or null.</param>
/// <param name="OriginalEngineer">Engineer who was there before and should come again, or null.</param>
/// <param name="WishedFrom">Start of the customer's wish.</param>
/// <param name="WishedTo">End of it.</param>
/// <param name="Asked">Engineers who were asked before.</param>
internal sealed record Wanted(
    string RegionCode,
    GeoPosition? Position,
    string? Model,
    string? Skill,
    string? OriginalEngineer,
    DateTimeOffset? WishedFrom,
    DateTimeOffset? WishedTo,
    IReadOnlyList<string> Asked
);

/// <summary>An engineer who may be asked.</summary>
/// <param name="Engineer">The engineer with the calendar.</param>
/// <param name="Place">The home place, or null when it is not known.</param>
/// <param name="FullDays">Local days on which the place has no job left.</param>
internal sealed record Available(Engineer Engineer, Place? Place, IReadOnlySet<DateOnly> FullDays);

/// <summary>Points of a candidate, with their reason.</summary>
/// <param name="Code">original-engineer, certified-model, skill, distance, load or waiting.</param>
/// <param name="Points">Points for it.</param>
public sealed record RankingReason(string Code, double Points);

/// <summary>An engineer who can be asked, and why at this place.</summary>
/// <param name="EngineerId">The engineer.</param>
/// <param name="SiteCode">The home site.</param>
/// <param name="Score">Sum of the reasons' points.</param>
/// <param name="Load">Visits in the calendar.</param>
/// <param name="WindowFrom">Start of the next free window.</param>
/// <param name="WindowTo">End of it.</param>
/// <param name="Reasons">What the score is made of.</param>
/// <param name="OfferExpiresAt">When an offer that is made now would lapse, in working time of the place.</param>
/// <param name="Kilometres">From the customer's city to the home site; null when not known.</param>
public sealed record Candidate(
    string EngineerId,
    string SiteCode,
    double Score,
    int Load,
    DateTimeOffset WindowFrom,
    DateTimeOffset WindowTo,
    IReadOnlyList<RankingReason> Reasons,
    DateTimeOffset OfferExpiresAt,
    double? Kilometres = null
);

/// <summary>An engineer who cannot be asked.</summary>
/// <param name="EngineerId">The engineer.</param>
/// <param name="SiteCode">The home site.</param>
/// <param name="Reason">already-asked, engineer-away, place-not-serving, skill-missing, region-not-served, too-far or busy.</param>
public sealed record Exclusion(string EngineerId, string SiteCode, string Reason);

/// <summary>Who can be asked, best one first, and who cannot.</summary>
/// <param name="Candidates">Best one first.</param>
/// <param name="Excluded">Who was looked at and left out.</param>
public sealed record RankedEngineers(IReadOnlyList<Candidate> Candidates, IReadOnlyList<Exclusion> Excluded);

/// <summary>D6: the ranking that explains itself. Pure: the same question gets the same answer.</summary>
internal static class Ranking
{
    public static RankedEngineers Of(Wanted wanted, IEnumerable<Available> engineers, AssignmentOptions rules, DateTimeOffset now)
    {
        var candidates = new List<Candidate>();
        var excluded = new List<Exclusion>();
        foreach (var available in engineers)
        {
            var engineer = available.Engineer;
            var kilometres =
                wanted.Position is { } there && available.Place is { } home
                    ? Math.Round(there.KilometresTo(home.Position), 1)
                    : (double?)null;
            var window = FreeWindow.Find(available, wanted.WishedFrom, wanted.WishedTo, rules, now);
            if (Exclude(wanted, available, kilometres, window, rules) is { } reason)
            {
                excluded.Add(new Exclusion(engineer.Id, engineer.HomeSite, reason));
            }
            else
            {
                candidates.Add(Score(wanted, available, kilometres, window!.Value, rules, now));
            }
        }

        return new RankedEngineers(
            [.. candidates.OrderByDescending(c => c.Score).ThenBy(c => c.EngineerId, StringComparer.Ordinal)],
            [.. excluded.OrderBy(e => e.EngineerId, StringComparer.Ordinal)]
        );
    }

    private static string? Exclude(Wanted wanted, Available available, double? kilometres, Window? window, AssignmentOptions rules)
    {
        var engineer = available.Engineer;
        if (wanted.Asked.Contains(engineer.Id))
        {
            return "already-asked";
        }

        if (engineer.Status != EngineerStatus.Active)
        {
            return "engineer-away";
        }

        if (available.Place is not { MaySendEngineers: true })
        {
            return "place-not-serving";
        }

        if (wanted.Skill is { } skill && !engineer.Skills.Contains(skill))
        {
            return "skill-missing";
        }

        if (engineer.RegionCodes.Count > 0 && !engineer.RegionCodes.Contains(wanted.RegionCode))
        {
            return "region-not-served";
        }

        if (kilometres > rules.MaximumKilometres)
        {
            return "too-far";
        }

        return window is null ? "busy" : null;
    }

    private static Candidate Score(
        Wanted wanted,
        Available available,
        double? kilometres,
        Window window,
        AssignmentOptions rules,
        DateTimeOffset now
    )
    {
        var engineer = available.Engineer;
        var load = engineer.Visits.Count();
        // The certificate counts when it is valid on the day of the visit.
        var day = available.Place!.DayOf(window.From);
        var certified = engineer.Certificates.Any(c => c.Model == wanted.Model && c.CountsOn(day));
        var reasons = new List<RankingReason>();
        Add("original-engineer", engineer.Id == wanted.OriginalEngineer ? rules.OriginalEngineerPoints : 0);
        Add("certified-model", certified ? rules.CertifiedModelPoints : 0);
        Add("skill", wanted.Skill is { } skill && engineer.Skills.Contains(skill) ? rules.SkillPoints : 0);
        Add("distance", (kilometres ?? 0) * rules.KilometrePoints);
        Add("load", load * rules.BookingPoints);
        Add("waiting", Math.Max(0, (window.From - now).TotalHours) * rules.WaitingHourPoints);
        return new Candidate(
            engineer.Id,
            engineer.HomeSite,
            Math.Round(reasons.Sum(r => r.Points), 2),
            load,
            window.From,
            window.To,
            reasons,
            WorkingTime.After(available.Place, now, rules.OfferExpiresAfter, rules),
            kilometres
        );

        void Add(string code, double points)
        {
            if (points != 0)
            {
                reasons.Add(new RankingReason(code, Math.Round(points, 2)));
            }
        }
    }
}
