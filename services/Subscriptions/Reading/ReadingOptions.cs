using System.ComponentModel.DataAnnotations;

namespace CustomerService.Subscriptions.Reading;

/// <summary>Numbers of the ways of reading; configuration section <c>Reading</c>.</summary>
public sealed class ReadingOptions
{
    /// <summary>An open stream says that it lives when nothing else was sent for so long, and asks anew what its reader may read.</summary>
    public TimeSpan HeartBeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What a browser is told to wait before it connects again.</summary>
    public TimeSpan Reconnect { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Bytes that are written before a slow reader is waited for.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int FlushAfter { get; set; } = 64 * 1024;
}
