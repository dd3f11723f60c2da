namespace CustomerService.Subscriptions.Notices;

/// <summary>What happens to a notice that is due: sent now, later, or not at all.</summary>
/// <param name="Until">Later: not before this moment.</param>
/// <param name="Reason">Why later or not at all, as a code: quietHours, muted, noAddress; null when it is sent now.</param>
internal sealed record NoticeDecision(DateTimeOffset? Until, string? Reason)
{
    public static NoticeDecision Send { get; } = new(null, null);

    /// <summary>
    /// Muted kinds are not sent; quiet hours delay, they never drop. Urgent kinds do not wait; a mailbox of a role never sleeps.
    /// </summary>
    public static NoticeDecision Decide(
        NoticeKind kind,
        bool isUrgent,
        bool isMailbox,
        IReadOnlyCollection<NoticeKind> muted,
        QuietHours quiet,
        DateTimeOffset now
    )
    {
        if (isMailbox)
            return Send;
        if (muted.Contains(kind))
            return new NoticeDecision(null, "muted");
        if (!isUrgent && quiet.EndOf(now) is { } end)
            return new NoticeDecision(end, "quietHours");
        return Send;
    }

    /// <summary>The first channel of the person's choice on which they can be reached; null when there is none.</summary>
    public static NoticeChannel? ChannelFor(IEnumerable<NoticeChannel> choice, IReadOnlyCollection<NoticeChannel> reachable) =>
        choice.Where(reachable.Contains).Select(c => (NoticeChannel?)c).FirstOrDefault();
}
