using CustomerService.Intake.Finding.Timeline;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Channels.Guests;

/// <summary>A public word on a ticket.</summary>
/// <param name="At">When.</param>
/// <param name="FromUs">Whether we said it.</param>
/// <param name="Text">The words.</param>
public sealed record PublicReply(DateTimeOffset At, bool FromUs, string Text);

/// <summary>Something that happened to a visit or a repair.</summary>
/// <param name="At">When.</param>
/// <param name="What">What, for example <c>visit-confirmed</c>.</param>
/// <param name="Number">The work order or repair order.</param>
/// <param name="WindowFrom">Start of the window, when one was agreed.</param>
/// <param name="WindowTo">End of the window.</param>
public sealed record WorkStep(
    DateTimeOffset At,
    string What,
    string Number,
    DateTimeOffset? WindowFrom = null,
    DateTimeOffset? WindowTo = null
);

/// <summary>
/// I16: what a guest sees of the ticket they follow: how it stands and what was said to them. No names, no addresses, nobody of ours.
/// </summary>
/// <param name="Number">The ticket's number.</param>
/// <param name="Type">What it is about.</param>
/// <param name="Status">Status category.</param>
/// <param name="WaitingFor">Who is waited for, or null.</param>
/// <param name="Episode">Which run of the ticket.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="ChangedAt">When anything last happened.</param>
/// <param name="Solution">What was done, once it is resolved.</param>
/// <param name="ClosesAt">When it closes without an answer, while it waits for one.</param>
/// <param name="Replies">Public words, oldest first.</param>
/// <param name="Work">Visits and repairs, oldest first.</param>
public sealed record FollowedTicket(
    string Number,
    TicketType Type,
    TicketStatus Status,
    WaitingFor? WaitingFor,
    int Episode,
    DateTimeOffset OpenedAt,
    DateTimeOffset ChangedAt,
    string? Solution,
    DateTimeOffset? ClosesAt,
    IReadOnlyList<PublicReply> Replies,
    IReadOnlyList<WorkStep> Work
)
{
    private static readonly string[] Steps = ["visit-confirmed", "visit-rescheduled", "visit-completed", "visit-not-completed"];

    internal static Task<Results<Ok<FollowedTicket>, ProblemHttpResult>> Follow(
        HttpContext http,
        IQuerySession query,
        CancellationToken cancellationToken
    ) => Get(Guest.Of(http), query, cancellationToken);

    internal static async Task<Results<Ok<FollowedTicket>, ProblemHttpResult>> Get(
        Guest guest,
        IQuerySession query,
        CancellationToken cancellationToken
    )
    {
        var view = await query.LoadAsync<TicketView>(guest.TicketNumber, cancellationToken);
        var events = await query.Events.FetchStreamAsync(guest.TicketNumber, token: cancellationToken);
        // I8: what was said on the tickets that are merged into it was said of this matter. They are of the same customer.
        string[] merged = [.. await MergedTickets.Of(query, guest.TicketNumber, cancellationToken)];
        string[] numbers = [guest.TicketNumber, .. merged];
        var before = await query.Events.QueryAllRawEvents().Where(e => e.StreamKey!.IsOneOf(merged)).ToListAsync(cancellationToken);
        var others = await query.Query<TimelineEntry>().Where(e => e.TicketNumber.IsOneOf(numbers)).ToListAsync(cancellationToken);
        return view is null
            ? Rejection.NotFound("ticket", guest.TicketNumber).ToProblem()
            : TypedResults.Ok(Of(view, events, others, before));
    }

    internal static FollowedTicket Of(
        TicketView view,
        IReadOnlyList<IEvent> events,
        IReadOnlyList<TimelineEntry> others,
        IReadOnlyList<IEvent>? merged = null
    )
    {
        var solution = view.Status is TicketStatus.Resolved or TicketStatus.Closed
            ? events.Select(e => e.Data).OfType<TicketResolved>().LastOrDefault()
            : null;
        var all = events.Concat(merged ?? []).ToList();
        return new FollowedTicket(
            view.Id,
            view.Type,
            view.Status,
            view.WaitingFor,
            view.Episode,
            view.OpenedAt,
            view.ChangedAt,
            solution?.Note,
            view.Status == TicketStatus.Resolved ? solution?.ClosesAt : null,
            [
                .. all.Select(e => e.Data)
                    .OfType<NoteAdded>()
                    .Where(n => n.Public)
                    .Select(n => new PublicReply(n.At, !n.By.IsTheCustomer(), n.Text))
                    .OrderBy(r => r.At),
            ],
            [.. all.Select(ToStep).OfType<WorkStep>().Concat(others.Where(o => Steps.Contains(o.Kind)).Select(ToStep)).OrderBy(s => s.At)]
        );
    }

    private static WorkStep? ToStep(IEvent e) =>
        e.Data switch
        {
            VisitRequested visit => new WorkStep(visit.At, "visit-requested", visit.WorkOrderNumber, visit.WindowFrom, visit.WindowTo),
            RepairRequested repair => new WorkStep(repair.At, "repair-requested", repair.RepairOrderNumber),
            WorkOrderProgressed work => new WorkStep(work.At, $"work-order-{work.Status.ToKebabCase()}", work.WorkOrderNumber),
            RepairOrderProgressed repair => new WorkStep(
                repair.At,
                $"repair-order-{repair.Status.ToKebabCase()}",
                repair.RepairOrderNumber
            ),
            _ => null,
        };

    // Of another service's fact only what is named here: its particulars name engineers.
    private static WorkStep ToStep(TimelineEntry entry) =>
        new(
            entry.At,
            entry.Kind,
            entry.Data.TryGetProperty("workOrderNumber", out var number) ? number.GetString() ?? "" : "",
            Moment(entry, "windowFrom"),
            Moment(entry, "windowTo")
        );

    private static DateTimeOffset? Moment(TimelineEntry entry, string name) =>
        entry.Data.TryGetProperty(name, out var value) && value.TryGetDateTimeOffset(out var moment) ? moment : null;
}
