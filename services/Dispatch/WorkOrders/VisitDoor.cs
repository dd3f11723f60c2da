using CustomerService.Dispatch.Engineers;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>
/// The way from a decision on a work order to the store, the same for requests, deadlines and consumers: what the new facts mean for the
/// calendars of engineers is decided on those engineers' streams in the same transaction, and a busy engineer refuses the whole.
/// </summary>
internal static class VisitDoor
{
    public static async Task<Decided<WorkOrder>> DecideWithCalendar(
        this IDocumentSession session,
        string number,
        Func<WorkOrder, Decision> decide,
        long? expected,
        bool exclusively,
        CancellationToken cancellationToken
    )
    {
        var decided = await session.Decide(number, decide, expected, exclusively, cancellationToken);
        if (decided.State is not { } order)
        {
            return decided;
        }

        var changes = ChangesOf(order, decided.Events);
        foreach (var booking in changes.Select(c => c.Booked).OfType<PlaceBooking>().OrderBy(b => b.Place, StringComparer.Ordinal))
        {
            if (await PlaceDay.Refuse(session, booking.Place, booking.Visit, booking.Window, cancellationToken) is { } full)
            {
                return full;
            }
        }

        // Always in the same order, so that two transactions cannot wait for each other.
        foreach (var change in changes.OrderBy(c => c.EngineerId, StringComparer.Ordinal))
        {
            var calendar = await session.Decide(change.EngineerId, change.Decide, null, exclusively, cancellationToken);
            if (calendar.Rejection is { } busy)
            {
                return busy;
            }
        }

        return decided;
    }

    /// <summary>A request's command on one visit.</summary>
    public static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Execute(
        this Commands commands,
        string number,
        Func<WorkOrder, Decision> decide,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<WorkOrderView>(
            number,
            (session, attempt) => session.DecideWithCalendar(number, decide, commands.Expected, attempt > 1, cancellationToken).Rejection(),
            cancellationToken
        );

    /// <summary>What new facts of a work order mean for calendars. Pure.</summary>
    internal static IReadOnlyList<SlotChange> ChangesOf(WorkOrder order, IReadOnlyList<object> events) =>
        [
            .. events.SelectMany(e =>
                e switch
                {
                    VisitOffered o => OfOffer(order, o),
                    VisitOfferDeclined d => [Release(order.Id, d.Visit, d.EngineerId, d.Kind.ToCode(), d.At)],
                    VisitRescheduled r when Of(order, r.Visit) is { Holder: { } engineer, HolderSite: { } place } =>
                    [
                        Book(order.Id, r.Visit, engineer, place, new Window(r.WindowFrom, r.WindowTo), r.At),
                    ],
                    VisitReturned r => [Release(order.Id, r.Visit, r.EngineerId, "returned", r.At)],
                    VisitCompleted c => [Release(order.Id, c.Visit, c.EngineerId, VisitState.Done.ToCode(), c.At)],
                    VisitNotCompleted n when Of(order, n.Visit)?.Holder is { } engineer =>
                    [
                        Release(order.Id, n.Visit, engineer, n.Outcome.ToCode(), n.At),
                    ],
                    _ => Array.Empty<SlotChange>(),
                }
            ),
        ];

    private static SlotChange[] OfOffer(WorkOrder order, VisitOffered offered)
    {
        var booked = Book(
            order.Id,
            offered.Visit,
            offered.EngineerId,
            offered.SiteCode,
            new Window(offered.WindowFrom, offered.WindowTo),
            offered.At
        );
        return Of(order, offered.Visit)?.Holder is { } before && before != offered.EngineerId
            ? [Release(order.Id, offered.Visit, before, "offered-to-another", offered.At), booked]
            : [booked];
    }

    private static Visit? Of(WorkOrder order, int visit) => order.Visits.FirstOrDefault(v => v.Number == visit);

    private static SlotChange Book(string number, int visit, string engineerId, string place, Window window, DateTimeOffset at)
    {
        var reference = Slots.Reference(number, visit);
        return new(engineerId, engineer => Slots.Book(engineer, reference, window.From, window.To, at))
        {
            Booked = new PlaceBooking(place, reference, window),
        };
    }

    private static SlotChange Release(string number, int visit, string engineerId, string reason, DateTimeOffset at) =>
        new(engineerId, engineer => Slots.Release(engineer, Slots.Reference(number, visit), reason, at));
}

/// <summary>A visit that takes one of a place's jobs of a day.</summary>
internal sealed record PlaceBooking(string Place, string Visit, Window Window);

/// <summary>A decision to be taken on an engineer's calendar.</summary>
internal sealed record SlotChange(string EngineerId, Func<Engineer, Decision> Decide)
{
    public PlaceBooking? Booked { get; init; }
}
