using System.ComponentModel.DataAnnotations;

namespace CustomerService.Dispatch.Assignment;

/// <summary>Numbers of the assignment rules (D6); configuration section <c>Assignment</c>.</summary>
public sealed class AssignmentOptions
{
    /// <summary>Whether proposed visits are offered without a dispatcher.</summary>
    public bool OfferAutomatically { get; set; } = true;

    /// <summary>Whoever let an offer lapse is asked again after this.</summary>
    public TimeSpan AskAgainAfter { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Waiting visits that are looked at again when time becomes free.</summary>
    [Range(1, 1000)]
    public int WokenAtOnce { get; set; } = 50;

    /// <summary>An offer lapses after this, in working time of the engineer's place.</summary>
    public TimeSpan OfferExpiresAfter { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>First hour of a working day, local time.</summary>
    public TimeOnly DayBegins { get; set; } = new(8, 0);

    /// <summary>End of a working day, local time.</summary>
    public TimeOnly DayEnds { get; set; } = new(20, 0);

    /// <summary>Length of a window.</summary>
    public TimeSpan SlotLength { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Earliest start of a window from now.</summary>
    public TimeSpan LeadTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Days that are searched for a free window.</summary>
    [Range(1, 60)]
    public int HorizonDays { get; set; } = 14;

    /// <summary>Nearest sites whose engineers are looked at.</summary>
    [Range(1, 1000)]
    public int SearchedSites { get; set; } = 25;

    /// <summary>Engineers whose home site is farther away are left out.</summary>
    [Range(0, 5000)]
    public double MaximumKilometres { get; set; } = 200;

    /// <summary>
    /// Points for the engineer who was there before, where the class or a return asks for it; more than all else together.
    /// </summary>
    public double OriginalEngineerPoints { get; set; } = 10_000;

    /// <summary>Points for a certificate of the model.</summary>
    public double CertifiedModelPoints { get; set; } = 30;

    /// <summary>Points for a skill that the fault asks for.</summary>
    public double SkillPoints { get; set; } = 20;

    /// <summary>Points a kilometre to the home site.</summary>
    public double KilometrePoints { get; set; } = -1;

    /// <summary>Points a visit that is in the calendar already.</summary>
    public double BookingPoints { get; set; } = -5;

    /// <summary>Points an hour until the window begins.</summary>
    public double WaitingHourPoints { get; set; } = -0.5;
}
