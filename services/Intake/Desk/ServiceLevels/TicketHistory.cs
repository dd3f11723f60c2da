using CustomerService.Intake.Tickets.Life;
using JasperFx.Events;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>What holds from a moment on.</summary>
internal sealed record Since<T>(DateTimeOffset From, T Value);

/// <summary>What clocks need to know of one episode. A moment that was not reached is null.</summary>
internal sealed record EpisodeHistory(int Number, DateTimeOffset Start)
{
    /// <summary>Begin of the next episode, or null.</summary>
    public DateTimeOffset? Next { get; init; }
    public DateTimeOffset? Responded { get; init; }

    /// <summary>I20: replies that their channel has taken and that have not come back.</summary>
    public IReadOnlyDictionary<Guid, DateTimeOffset> Replied { get; init; } = new Dictionary<Guid, DateTimeOffset>();

    /// <summary>When the customer first heard from us; null when they have not.</summary>
    public DateTimeOffset? FirstResponse => Replied.Values.Select(at => (DateTimeOffset?)at).Append(Responded).Min();
    public DateTimeOffset? HandedOver { get; init; }
    public DateTimeOffset? VisitRequested { get; init; }
    public DateTimeOffset? OnSite { get; init; }
    public DateTimeOffset? Resolved { get; init; }
    public DateTimeOffset? Cancelled { get; init; }
    public required IReadOnlyList<Since<Traits>> Traits { get; init; }
    public IReadOnlyList<Since<WaitingFor?>> Waiting { get; init; } = [new(Start, null)];

    /// <summary>Whether it was merged into another ticket: that one's clocks run then.</summary>
    public IReadOnlyList<Since<bool>> Merged { get; init; } = [new(Start, false)];
    public IReadOnlyList<ServiceLevelWarned> Warnings { get; init; } = [];
}

/// <summary>
/// The episodes of a ticket, folded from its events. Clocks look at who acts, never at the channel alone. An event that clocks do not know
/// changes nothing for them; a time before the fact that it follows counts as that fact's.
/// </summary>
internal static class TicketHistory
{
    private static readonly string[] ByThemselves = ["customer", "guest", "integration", "system"];
    private static readonly string[] AtTheCustomers = ["inProgress", "completed"];

    public static IReadOnlyList<EpisodeHistory> Fold(IEnumerable<IEvent> events, string desk)
    {
        var episodes = new List<EpisodeHistory>();
        foreach (var e in events)
        {
            if (e.Data is TicketOpened opened)
            {
                episodes.Add(First(opened, desk));
            }
            else if (e.Data is TicketReopened reopened)
            {
                var last = episodes[^1];
                var at = Later(reopened.At, last.Resolved ?? last.Cancelled ?? last.Start);
                episodes[^1] = last with { Next = at };
                episodes.Add(
                    new EpisodeHistory(reopened.Episode, at) { Traits = [new(at, last.Traits[^1].Value with { FieldService = false })] }
                );
            }
            else if (e.Data is ServiceLevelWarned warned)
            {
                var i = episodes.FindIndex(p => p.Number == warned.Episode);
                episodes[i] = episodes[i] with { Warnings = [.. episodes[i].Warnings, warned] };
            }
            else
            {
                episodes[^1] = Apply(episodes[^1], e, desk);
            }
        }

        return episodes;
    }

    // An agent who opens the ticket with the customer on the line or at the counter has answered already.
    private static EpisodeHistory First(TicketOpened e, string desk) =>
        new(1, e.At)
        {
            Traits = [new(e.At, new Traits(e.CustomerClass, e.Type, e.Priority, false))],
            Responded = e.FirstOwner != desk && e.Channel is Channel.Phone or Channel.Chat or Channel.Visit ? e.At : null,
        };

    private static EpisodeHistory Apply(EpisodeHistory episode, IEvent e, string desk)
    {
        // A fact that is learnt late may be the earlier one.
        DateTimeOffset Or(DateTimeOffset? known, DateTimeOffset at) => known is { } k && k <= at ? k : Later(at, episode.Start);
        return e.Data switch
        {
            // What is carried by mail or short message counts when that has taken it.
            NoteAdded { Delivery: ReplyChannel.Email or ReplyChannel.Sms } => episode,
            ContactRecorded { Delivery: ReplyChannel.Email or ReplyChannel.Sms } => episode,
            ReplySent { Kind: ReplyKind.Answer } r => Replied(episode, r.Reply, Later(r.At, episode.Start)),
            ReplyFailed r => Replied(episode, r.Reply, null),
            ReplyBounced r => Replied(episode, r.Reply, null),
            NoteAdded n when n.Public && IsStaff(e, n.By, desk) => episode with { Responded = Or(episode.Responded, n.At) },
            ContactRecorded c when c.Direction == Direction.Out && IsStaff(e, c.By, desk) => episode with
            {
                Responded = Or(episode.Responded, c.At),
            },
            HandOverAccepted h => episode with { HandedOver = Or(episode.HandedOver, h.At) },
            RepairRequested r => episode with { HandedOver = Or(episode.HandedOver, r.At) },
            ComplaintVoiced c => episode with { HandedOver = Or(episode.HandedOver, c.At) },
            VisitRequested v => Reclassified(episode, v.At, t => t with { FieldService = true }) with
            {
                HandedOver = Or(episode.HandedOver, v.At),
                VisitRequested = Or(episode.VisitRequested, v.At),
            },
            WorkOrderProgressed w when AtTheCustomers.Contains(w.Status) && episode.VisitRequested is { } asked => episode with
            {
                OnSite = episode.OnSite ?? Later(w.At, asked),
            },
            TicketReclassified r => Reclassified(episode, r.At, t => t with { Type = r.Type, Priority = r.Priority }),
            StatusChanged { Status: TicketStatus.Rejected or TicketStatus.Cancelled } s => episode with
            {
                Cancelled = Or(episode.Cancelled, s.At),
            },
            StatusChanged s => episode with { Waiting = [.. episode.Waiting, new(Later(s.At, episode.Waiting[^1].From), s.WaitingFor)] },
            TicketMerged m => episode with { Merged = [.. episode.Merged, new(Later(m.At, episode.Merged[^1].From), true)] },
            TicketUnmerged u => episode with { Merged = [.. episode.Merged, new(Later(u.At, episode.Merged[^1].From), false)] },
            TicketResolved r => episode with { Resolved = Or(episode.Resolved, r.At) },
            TicketClosed c => episode with { Resolved = Or(episode.Resolved, c.At) },
            TicketCancelled c => episode with { Cancelled = Or(episode.Cancelled, c.At) },
            _ => episode,
        };
    }

    private static EpisodeHistory Replied(EpisodeHistory episode, Guid reply, DateTimeOffset? at)
    {
        var replied = new Dictionary<Guid, DateTimeOffset>(episode.Replied);
        replied.Remove(reply);
        if (at is { } taken)
        {
            replied[reply] = taken;
        }

        return episode with
        {
            Replied = replied,
        };
    }

    private static EpisodeHistory Reclassified(EpisodeHistory episode, DateTimeOffset at, Func<Traits, Traits> change) =>
        episode with
        {
            Traits = [.. episode.Traits, new(Later(at, episode.Traits[^1].From), change(episode.Traits[^1].Value))],
        };

    // Who is named in the fact as role:id or, with a bare id, in the event's metadata. The desk is no person.
    private static bool IsStaff(IEvent e, string by, string desk) =>
        !ByThemselves.Contains(by.Split(':')[0])
        && by != desk
        && (by.Contains(':', StringComparison.Ordinal) || e.UserName?.Split(':')[0] is not ("customer" or "guest"));

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
