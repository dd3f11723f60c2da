using System.ComponentModel.DataAnnotations;

namespace CustomerService.Intake.ServiceLevels;

/// <summary>Numbers of the service level rules that are not part of a policy; configuration section <c>ServiceLevels</c>.</summary>
public sealed class ServiceLevelOptions
{
    /// <summary>Share of the target at which the owner is warned, in percent; 100 is the breach and always recorded.</summary>
    [MinLength(1)]
    public IReadOnlyList<int> Warnings { get; set; } = [50, 75, 100];

    /// <summary>No warning below 100 % for what a later rule made pass longer ago than this.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a replica may work with rules that it has read before.</summary>
    public TimeSpan RulesCachedFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Open tickets looked at in one transaction after the rules changed.</summary>
    [Range(1, 5000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>Pause between two such transactions, so that other deadlines get their turn.</summary>
    public TimeSpan BatchPause { get; set; } = TimeSpan.FromSeconds(2);
}
