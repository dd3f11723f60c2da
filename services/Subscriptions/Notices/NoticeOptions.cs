using System.ComponentModel.DataAnnotations;

namespace CustomerService.Subscriptions.Notices;

/// <summary>Numbers and addresses of the notices; configuration section <c>Notices</c>.</summary>
public sealed class NoticeOptions
{
    /// <summary>Facts that happened longer ago give no notice, so that a replay or a new installation does not write to everyone.</summary>
    public TimeSpan OldestFact { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Pause between two looks at the event index when nothing is new.</summary>
    public TimeSpan ReadInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause between two looks for notices to send when none is due.</summary>
    public TimeSpan SendInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Notices that this replica sends at the same time.</summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 4;

    /// <summary>A replica that takes longer to send a notice is thought dead, and another one sends it.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Attempts before a notice counts as failed.</summary>
    [Range(1, 50)]
    public int MaximumAttempts { get; set; } = 8;

    /// <summary>Pause after the first failed attempt; doubles with every further one up to <see cref="MaximumPause"/>.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest pause between two attempts.</summary>
    public TimeSpan MaximumPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The log keeps a notice for this long.</summary>
    public TimeSpan KeptFor { get; set; } = TimeSpan.FromDays(400);

    /// <summary>
    /// Channels of a person who has chosen none, best first; the first one that reaches them is taken. Not set: e-mail, then short message.
    /// </summary>
    public NoticeChannel[]? Channels { get; set; }

    /// <summary>Begin of the quiet hours of a person who has chosen none.</summary>
    public TimeOnly QuietFrom { get; set; } = new(22, 0);

    /// <summary>End of the quiet hours of a person who has chosen none.</summary>
    public TimeOnly QuietTo { get; set; } = new(8, 0);

    /// <summary>Time zone of a person who has chosen none.</summary>
    [Required]
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>Kinds that ignore quiet hours. Not set: the engineer is on the way, a major fault.</summary>
    public NoticeKind[]? Urgent { get; set; }

    /// <summary>Share of its time from which a service level warning goes to the supervisors too, in percent.</summary>
    [Range(0, 100)]
    public int SupervisorsFromPercent { get; set; } = 75;

    /// <summary>Mailboxes of roles, for example <c>supervisor</c>.</summary>
    public Dictionary<string, StaffAddress> Mailboxes { get; } = [];

    /// <summary>Addresses of members of staff by id, until sign-on brings a directory.</summary>
    public Dictionary<string, StaffAddress> Staff { get; } = [];

    /// <summary>The mail server.</summary>
    public SmtpOptions Smtp { get; set; } = new();

    /// <summary>Folder into which short messages are written, a file each, for whatever carries them on; empty: none are sent.</summary>
    public string SmsFolder { get; set; } = "";

    internal bool IsUrgent(NoticeKind kind) => (Urgent ?? [NoticeKind.EngineerOnTheWay, NoticeKind.MajorFault]).Contains(kind);

    internal IReadOnlyList<NoticeChannel> PreferredChannels => Channels ?? [NoticeChannel.Email, NoticeChannel.Sms];

    internal QuietHours QuietHours => new(QuietFrom, QuietTo, TimeZone);

    /// <summary>When to try again after this many failed attempts; null when that was the last one.</summary>
    internal TimeSpan? PauseAfter(int attempts) =>
        attempts >= MaximumAttempts
            ? null
            : TimeSpan.FromTicks((long)Math.Min(RetryAfter.Ticks * Math.Pow(2, attempts - 1), MaximumPause.Ticks));
}

/// <summary>
/// How a member of staff or a role is reached. Personal data of a member of staff: in configuration, never in the log of notices.
/// </summary>
public sealed class StaffAddress
{
    /// <summary>E-mail address.</summary>
    public string? Email { get; set; }

    /// <summary>Phone, E.164.</summary>
    public string? Phone { get; set; }

    /// <summary>zh-Hans or en.</summary>
    public string Language { get; set; } = Languages.Chinese;
}

/// <summary>The mail server; configuration section <c>Notices:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    /// <summary>Host; empty: no e-mail is sent.</summary>
    public string Host { get; set; } = "";

    /// <summary>Port.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected; plain text is for a server on the same machine.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>User, or null when the server asks for none.</summary>
    public string? User { get; set; }

    /// <summary>Password of that user.</summary>
    public string? Password { get; set; }

    /// <summary>Sender's address.</summary>
    public string From { get; set; } = "service@localhost";

    /// <summary>Sender's name.</summary>
    public string FromName { get; set; } = "Customer Service";

    /// <summary>Time for each step of the conversation with the server.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>How the connection to the mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>STARTTLS before anything is said; a server that does not offer it is refused.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>Not at all.</summary>
    None,
}
