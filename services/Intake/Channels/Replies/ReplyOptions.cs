using System.ComponentModel.DataAnnotations;

namespace CustomerService.Intake.Channels.Replies;

/// <summary>
/// Numbers and texts of replies (I20); configuration section <c>Replies</c>. The mail server is that of <c>Proofs:Mail</c>.
/// </summary>
public sealed class ReplyOptions
{
    /// <summary>Name beside the sender's address.</summary>
    public string FromName { get; set; } = "客户服务 Customer Service";

    /// <summary>Address at which customers reach the pages, for example https://service.example.com; empty: no links are sent.</summary>
    public string PublicAddress { get; set; } = "";

    /// <summary>What stands below our words, in Chinese.</summary>
    public string SignatureZh { get; set; } = "客户服务中心";

    /// <summary>What stands below our words, in English.</summary>
    public string SignatureEn { get; set; } = "Customer Service";

    /// <summary>Folder into which short messages are written, a file each, for whatever carries them on; empty: none are sent.</summary>
    public string SmsFolder { get; set; } = "";

    /// <summary>How long a link in a mail leads to its page.</summary>
    public TimeSpan LinkValidFor { get; set; } = TimeSpan.FromDays(60);

    /// <summary>Pause between two looks when nothing is due.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A replica that takes longer to send a reply is thought dead, and another one sends it.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Attempts before a reply counts as failed.</summary>
    [Range(1, 50)]
    public int MaximumAttempts { get; set; } = 8;

    /// <summary>Pause after the first failed attempt; doubles with every further one, up to an hour.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    internal TimeSpan PauseAfter(int attempts) =>
        TimeSpan.FromTicks((long)Math.Min(RetryAfter.Ticks * Math.Pow(2, attempts - 1), TimeSpan.FromHours(1).Ticks));
}
