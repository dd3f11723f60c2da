using System.Text.Json;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Linq.LastModified;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Finding.Timeline;

/// <summary>A fact of another service about a ticket, kept for the timeline.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="TicketNumber">The ticket.</param>
/// <param name="Service">Who said it.</param>
/// <param name="Kind">What happened, for example <c>visit-confirmed</c>.</param>
/// <param name="At">When.</param>
/// <param name="Data">The contract.</param>
internal sealed record TimelineEntry(Guid Id, string TicketNumber, string Service, string Kind, DateTimeOffset At, JsonElement Data);

/// <summary>One line of a ticket's story.</summary>
/// <param name="Id">Of the event or of the message that told it; the same whenever it is read.</param>
/// <param name="At">When it happened.</param>
/// <param name="Service">Who tells it: intake, dispatch, repair, complaints or surveys.</param>
/// <param name="Kind">What happened.</param>
/// <param name="By">Who did it, as role:id, when Intake knows.</param>
/// <param name="Data">The particulars.</param>
/// <param name="TicketNumber">The ticket that it was told of: this one, or one that is merged into it.</param>
public sealed record TimelineItem(
    Guid Id,
    DateTimeOffset At,
    string Service,
    string Kind,
    string? By,
    JsonElement Data,
    string TicketNumber
);

/// <summary>The story of a ticket.</summary>
/// <param name="Items">Oldest first.</param>
public sealed record TicketStory(IReadOnlyList<TimelineItem> Items);

/// <summary>
/// I9, I15: the whole story of a ticket over all services, oldest first, with those of the tickets that are merged into it (I8), as far as
/// the reader may see them: nobody has to tell it twice.
/// </summary>
internal static class TicketTimeline
{
    internal static async Task<Results<Ok<TicketStory>, ProblemHttpResult>> Get(
        string number,
        Actor actor,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (items, version) = await Read(query, number, actor, 0, DateTimeOffset.UnixEpoch, clock.GetUtcNow(), cancellationToken);
        return version == 0 ? Rejection.NotFound("ticket", number).ToProblem() : TypedResults.Ok(new TicketStory(items));
    }

    /// <summary>
    /// What was told behind the event <paramref name="after"/> of the ticket, and by other services and of merged tickets since
    /// <paramref name="since"/>, in the order of when it happened; and the number of the ticket's last event, or <paramref name="after"/>.
    /// A ticket that was merged since comes whole.
    /// </summary>
    public static async Task<(IReadOnlyList<TimelineItem> Items, long Version)> Read(
        IQuerySession query,
        string number,
        Actor actor,
        long after,
        DateTimeOffset since,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var own = await query.Events.FetchStreamAsync(number, fromVersion: after + 1, token: cancellationToken);
        since = own.Any(e => e.Data is TicketAbsorbed) ? DateTimeOffset.UnixEpoch : since;
        string[] merged = [.. await MergedTickets.VisibleOf(query, number, actor, now, cancellationToken)];
        string[] numbers = [number, .. merged];
        var before =
            merged.Length == 0
                ? []
                : await query
                    .Events.QueryAllRawEvents()
                    .Where(e => e.StreamKey!.IsOneOf(merged) && e.Timestamp >= since)
                    .ToListAsync(cancellationToken);
        var others = await query
            .Query<TimelineEntry>()
            .Where(e => e.TicketNumber.IsOneOf(numbers) && e.ModifiedSince(since))
            .ToListAsync(cancellationToken);
        return (
            [
                .. own.Concat(before)
                    .Where(e => IsFor(actor, e))
                    .Select(ToItem)
                    .Concat(
                        others
                            .Where(e => IsFor(actor, e))
                            .Select(e => new TimelineItem(e.Id, e.At, e.Service, e.Kind, null, e.Data, e.TicketNumber))
                    )
                    .OrderBy(item => item.At),
            ],
            own.Count == 0 ? after : own[^1].Version
        );
    }

    // I8: what is said among us is not for the customer, nor for another system. New kinds are not either until somebody says so here.
    private static readonly string[] ToldToAll =
    [
        "work-order-opened",
        "visit-confirmed",
        "visit-rescheduled",
        "visit-progressed",
        "visit-completed",
        "visit-not-completed",
        "repair-order-opened",
        "warranty-decided",
        "repair-quoted",
        "repair-completed",
        "complaint-registered",
        "complaint-status-changed",
        "survey-invited",
        "survey-answered",
    ];

    private static bool IsFor(Actor actor, TimelineEntry entry) => SeesAll(actor) || ToldToAll.Contains(entry.Kind);

    internal static bool IsFor(Actor actor, IEvent e) =>
        SeesAll(actor)
        || e.Data
            is TicketOpened
                or ContactRecorded
                or NoteAdded { Public: true }
                or AttachmentAdded { Public: true }
                or HandOverAccepted
                or TicketReclassified
                or StatusChanged
                or VisitRequested
                or RepairRequested
                or ComplaintVoiced
                or WorkOrderProgressed
                or RepairOrderProgressed
                or TicketResolved
                or TicketClosed
                or TicketReopened
                or TicketCancelled;

    private static bool SeesAll(Actor actor) => actor.IsStaff() || actor.Is(Role.System);

    private static TimelineItem ToItem(IEvent e)
    {
        var data = JsonSerializer.SerializeToElement(e.Data, e.Data.GetType(), Json.Options);
        return new TimelineItem(
            e.Id,
            data.GetProperty("at").GetDateTimeOffset(),
            "intake",
            e.EventTypeName[..e.EventTypeName.LastIndexOf("_v", StringComparison.Ordinal)].Replace('_', '-'),
            e.UserName,
            data,
            e.StreamKey!
        );
    }
}
