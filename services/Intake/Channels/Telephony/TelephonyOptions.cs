using System.ComponentModel.DataAnnotations;

namespace CustomerService.Intake.Channels.Telephony;

/// <summary>How abandoned calls count in the service level.</summary>
public enum ServiceLevelVariant
{
    /// <summary>Answered in time / offered: who gives up counts against us, always.</summary>
    Offered,

    /// <summary>Answered in time / (offered - abandoned): who gives up does not count.</summary>
    Removed,

    /// <summary>(Answered in time + abandoned in time) / offered: who gives up in time counts for us.</summary>
    Positive,
}

/// <summary>Numbers of telephony; configuration section <c>Telephony</c>.</summary>
public sealed class TelephonyOptions
{
    /// <summary>
    /// Secrets of the phone system, <c>whsec_</c> and base64 of 24 to 64 bytes. Two are valid at once, so that one can follow the other.
    /// None: no reports.
    /// </summary>
    [MaxLength(2)]
    public string[] Secrets { get; set; } = [];

    /// <summary>How far the time of a report may be from ours.</summary>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Answered within this time is in time: the 20 of 80/20.</summary>
    public TimeSpan AnsweredWithin { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Share of calls that should be answered in time, in percent: the 80 of 80/20.</summary>
    [Range(0, 100)]
    public int ServiceLevelTarget { get; set; } = 80;

    /// <summary>How abandoned calls count in the service level.</summary>
    public ServiceLevelVariant ServiceLevel { get; set; } = ServiceLevelVariant.Offered;

    /// <summary>Who gives up sooner than this has dialled wrongly and is not counted at all; 0 counts everybody.</summary>
    public TimeSpan AbandonsShorterThan { get; set; } = TimeSpan.Zero;
}
