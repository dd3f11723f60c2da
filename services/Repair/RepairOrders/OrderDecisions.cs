using CustomerService.Repair.Inventory;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// Decisions on a repair order that read, or write to, other streams in the same transaction. Locks are always taken in the order repair
/// order, unit, stock items.
/// </summary>
internal static class OrderDecisions
{
    /// <summary>
    /// A decision that reads what was done to the unit before this order. When it takes the unit in, no other order may have it; a
    /// hand-over is recorded, once: a repair on the spot when it was done, whenever the customer answers the quote.
    /// </summary>
    public static Task<Decided<RepairOrder>> DecideOnUnit(
        this IDocumentSession session,
        string number,
        long? expected,
        Func<RepairOrder, UnitHistory, Decision> decide,
        CancellationToken cancellationToken
    ) =>
        session.Decide<RepairOrder>(
            number,
            async order =>
            {
                var unit = await UnitHistory.Lock(session, order.UnitImei, cancellationToken);
                var history = unit.Aggregate ?? UnitHistory.Empty(order.UnitImei);
                var decision = decide(order, history.Before(number));
                if (
                    decision.Events.Any(fact => fact is UnitReceived or UnitBroughtIn)
                    && await UnitsInHand.TakeIn(session, unit, number, cancellationToken) is { } taken
                )
                {
                    return taken;
                }

                if (!history.Holds(number) && HandOver.Record(order, decision.Events) is { } record)
                {
                    unit.AppendOne(record);
                }

                return decision;
            },
            expected,
            exclusively: true,
            cancellationToken
        );

    /// <summary>
    /// A decision that reserves, uses or gives back parts: what the order records is booked in the stock room at the same time.
    /// </summary>
    public static Task<Decided<RepairOrder>> DecideOnStock(
        this IDocumentSession session,
        string number,
        long? expected,
        DateTimeOffset now,
        Func<RepairOrder, StockLedger, Decision> decide,
        CancellationToken cancellationToken
    ) =>
        session.Decide<RepairOrder>(
            number,
            async order =>
            {
                var ledger = await StockLedger.Lock(
                    session,
                    order.SiteCode ?? StockRoom.HeadQuarters,
                    order.Needed.Concat(order.Reserved).Select(line => line.PartNumber),
                    now,
                    cancellationToken
                );
                var decision = decide(order, ledger);
                if (decision.Events.OfType<PartsReleased>().FirstOrDefault() is { } released)
                {
                    await AwaitedParts.WakeOrders(
                        session,
                        released.StockRoom,
                        [.. released.Parts.Select(line => line.PartNumber)],
                        now,
                        cancellationToken
                    );
                }

                return
                    decision.Events.Select(e => Book(ledger, StockOwner.OfOrder(number), e, now)).FirstOrDefault(r => r is not null)
                        is { } rejection
                    ? rejection
                    : decision;
            },
            expected,
            exclusively: true,
            cancellationToken
        );

    private static Rejection? Book(StockLedger ledger, StockOwner owner, object e, DateTimeOffset now) =>
        e switch
        {
            PartsReserved reserved => Each(reserved.Parts, line =>
                ledger.Book(line.PartNumber, item => ReserveStock.Add(item, new(owner, line.Quantity), now))
            ),
            PartsReleased released => Each(released.Parts, line =>
                ledger.Book(line.PartNumber, item => ReleaseStock.GiveBack(item, owner, null, now))
            ),
            // Wakes nobody: the storekeeper has a purpose for the pieces.
            PartsTakenBack taken => Each(taken.Parts, line =>
                ledger.Book(line.PartNumber, item => ReleaseStock.GiveBack(item, owner, taken.Reason, now))
            ),
            PartsUsed used => Each(used.Parts, line => ledger.Book(line.PartNumber, item => UseStock.Reserved(item, owner, now))),
            _ => null,
        };

    private static Rejection? Each(IReadOnlyList<PartLine> lines, Func<PartLine, Rejection?> book) =>
        lines.Select(book).FirstOrDefault(rejection => rejection is not null);
}
