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

        // Always in the same order, so that two transactions cannot wait for each other.
        foreach (var change in ChangesOf(order, decided.Events).OrderBy(c => c.EngineerId, StringComparer.Ordinal))
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
                    VisitOffered o => Holder(order, o.Visit) is { } before && before != o.EngineerId
                        ?
                        [
                            Release(order.Id, o.Visit, before, "offered-to-another", o.At),
                            Book(order.Id, o.Visit, o.EngineerId, o.WindowFrom, o.WindowTo, o.At),
                        ]
                        : [Book(order.Id, o.Visit, o.EngineerId, o.WindowFrom, o.WindowTo, o.At)],
                    VisitOfferDeclined d => [Release(order.Id, d.Visit, d.EngineerId, d.Kind.ToCode(), d.At)],
                    VisitRescheduled r when Holder(order, r.Visit) is { } engineer =>
                    [
                        Book(order.Id, r.Visit, engineer, r.WindowFrom, r.WindowTo, r.At),
                    ],
                    VisitCompleted c => [Release(order.Id, c.Visit, c.EngineerId, VisitState.Done.ToCode(), c.At)],
                    VisitNotCompleted n when Holder(order, n.Visit) is { } engineer =>
                    [
                        Release(order.Id, n.Visit, engineer, n.Outcome.ToCode(), n.At),
                    ],
                    _ => Array.Empty<SlotChange>(),
                }
            ),
        ];

    private static string? Holder(WorkOrder order, int visit) => order.Visits.FirstOrDefault(v => v.Number == visit)?.Holder;

    private static SlotChange Book(
        string number,
        int visit,
        string engineerId,
        DateTimeOffset from,
        DateTimeOffset to,
        DateTimeOffset at
    ) => new(engineerId, engineer => Slots.Book(engineer, number, visit, from, to, at));

    private static SlotChange Release(string number, int visit, string engineerId, string reason, DateTimeOffset at) =>
        new(engineerId, engineer => Slots.Release(engineer, number, visit, reason, at));
}

/// <summary>A decision to be taken on an engineer's calendar.</summary>
internal sealed record SlotChange(string EngineerId, Func<Engineer, Decision> Decide);
