using System.ComponentModel.DataAnnotations;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>Numbers of the service level rules that are not part of a policy; configuration section <c>ServiceLevels</c>.</summary>
public sealed class ServiceLevelOptions
{
    private static readonly int[] DefaultWarnings = [50, 75, 100];

    /// <summary>
    /// Percent of the target at which the owner is warned; unless given 50, 75 and 100. The breach at 100 is always recorded.
    /// </summary>
    public IReadOnlyList<int> Warnings { get; set; } = [];

    // The binder adds to a list that is there; so the default stands beside it.
    internal IReadOnlyList<int> Thresholds => Warnings.Count == 0 ? DefaultWarnings : Warnings;

    /// <summary>No warning below 100 % for what a later rule made pass longer ago than this.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a replica may work with rules that it has read before.</summary>
    public TimeSpan RulesCachedFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Open tickets whose clocks are read in one transaction after the rules changed.</summary>
    [Range(1, 5000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>
    /// For each ticket of a batch that has passed a threshold, so long until the next batch, so that other deadlines get their turn.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan PauseForEachLook { get; set; } = TimeSpan.FromMilliseconds(4);
}
