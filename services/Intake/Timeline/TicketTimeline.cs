using System.Text.Json;
using CustomerService.Intake.Tickets;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Linq.LastModified;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Timeline;

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
public sealed record TimelineItem(Guid Id, DateTimeOffset At, string Service, string Kind, string? By, JsonElement Data);

/// <summary>The story of a ticket.</summary>
/// <param name="Items">Oldest first.</param>
public sealed record TicketStory(IReadOnlyList<TimelineItem> Items);

/// <summary>I9, I15: the whole story of a ticket over all services, oldest first: nobody has to tell it twice.</summary>
internal static class TicketTimeline
{
    internal static async Task<Results<Ok<TicketStory>, ProblemHttpResult>> Get(
        string number, Actor actor, IQuerySession query, CancellationToken cancellationToken)
    {
        var (items, version) = await Read(query, number, actor, 0, DateTimeOffset.UnixEpoch, cancellationToken);
        return version == 0 ? Rejection.NotFound("ticket", number).ToProblem() : TypedResults.Ok(new TicketStory(items));
    }

    /// <summary>
    /// What was told behind the event <paramref name="after"/> of the ticket, and by other services since <paramref name="since"/>, in the order of when it
    /// happened; and the number of the ticket's last event, or <paramref name="after"/>.
    /// </summary>
    public static async Task<(IReadOnlyList<TimelineItem> Items, long Version)> Read(
        IQuerySession query, string number, Actor actor, long after, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var own = await query.Events.FetchStreamAsync(number, fromVersion: after + 1, token: cancellationToken);
        var others = await query.Query<TimelineEntry>().Where(e => e.TicketNumber == number && e.ModifiedSince(since)).ToListAsync(cancellationToken);
        return (
            [
                .. own.Where(e => IsFor(actor, e)).Select(ToItem)
                    .Concat(others.Select(e => new TimelineItem(e.Id, e.At, e.Service, e.Kind, null, e.Data)))
                    .OrderBy(item => item.At),
            ],
            own.Count == 0 ? after : own[^1].Version);
    }

    // I8: internal notes and files are not for the customer.
    private static bool IsFor(Actor actor, IEvent e) =>
        !actor.Is(Role.Customer) || e.Data is not (NoteAdded { Public: false } or AttachmentAdded { Public: false });

    private static TimelineItem ToItem(IEvent e)
    {
        var data = JsonSerializer.SerializeToElement(e.Data, e.Data.GetType(), Json.Options);
        return new TimelineItem(
            e.Id, data.GetProperty("at").GetDateTimeOffset(), "intake", e.EventTypeName[..e.EventTypeName.LastIndexOf("_v", StringComparison.Ordinal)].Replace('_', '-'),
            e.UserName, data);
    }
}
