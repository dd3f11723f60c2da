using System.ComponentModel.DataAnnotations;

namespace CustomerService.Subscriptions.Events;

/// <summary>Numbers of the index; configuration section <c>Events</c>.</summary>
public sealed class EventOptions
{
    /// <summary>How long events can be read; as long as the broker keeps its stream (E1).</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(180);

    /// <summary>Pause between two looks for events that are too old.</summary>
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Most events written in one transaction; twice as many may be on their way from the broker.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 1000;

    /// <summary>Events that every replica keeps in memory for those who follow; who falls behind them reads the table.</summary>
    [Range(16, 1_000_000)]
    public int Recent { get; set; } = 4096;

    /// <summary>Most events handed to a follower at once.</summary>
    [Range(1, 10_000)]
    public int PageSize { get; set; } = 256;

    /// <summary>Pause before a replica asks again whether it may write the index.</summary>
    public TimeSpan ElectionInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Pause between two looks at the index when no notification comes.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause after the store or the broker failed.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the broker may take to show the last message that we read, before its stream counts as made anew.</summary>
    public TimeSpan KnownWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long this replica may fail to read the index before it calls itself unready.</summary>
    public TimeSpan StandstillAfter { get; set; } = TimeSpan.FromSeconds(30);
}
