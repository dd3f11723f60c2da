using System.ComponentModel.DataAnnotations;

namespace CustomerService.Intake.Desk.MajorFaults;

/// <summary>When like tickets are a candidate, and who is told (I13); configuration section <c>MajorFaults</c>.</summary>
public sealed class MajorFaultOptions
{
    /// <summary>Like tickets, of one model and fault code, within <see cref="Window"/>.</summary>
    [Range(2, 10_000)]
    public int Tickets { get; set; } = 5;

    /// <summary>Time in which they are counted.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(24);

    /// <summary>They are also this many times what is usual in such a time.</summary>
    [Range(1, 100)]
    public double TimesUsual { get; set; } = 4;

    /// <summary>What is usual is counted over this long before the window.</summary>
    public TimeSpan UsualOver { get; set; } = TimeSpan.FromDays(28);

    /// <summary>A rejected candidate of the same model and fault is not proposed again for this long.</summary>
    public TimeSpan QuietFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Who is told how long after the approval, as long as it is not closed. The first level is told at once.</summary>
    [Required, MinLength(1)]
    public IReadOnlyList<ChainLevel> Chain { get; set; } =
    [new("dutyLead", TimeSpan.Zero), new("regionalManager", TimeSpan.FromMinutes(15)), new("headquarters", TimeSpan.FromMinutes(60))];

    /// <summary>Whether that many like tickets are more than chance.</summary>
    internal bool IsCandidate(int inWindow, int before) => inWindow >= Tickets && inWindow >= TimesUsual * before * (Window / UsualOver);
}

/// <summary>A level of the chain.</summary>
/// <param name="Audience">Code of who is told.</param>
/// <param name="After">How long after the approval.</param>
public sealed record ChainLevel(string Audience, TimeSpan After);
