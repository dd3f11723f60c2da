using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;

namespace CustomerService.Repair.Inventory;

/// <summary>
/// R7: the stock items that one transaction writes to, each under a row lock that is held until the commit: writers queue up on any number
/// of replicas, and nobody decides on a balance that is about to change. Locks are taken in the order of the keys, so they cannot deadlock.
/// </summary>
internal sealed class StockLedger(IReadOnlyDictionary<string, IEventStream<StockItem>> streams, string stockRoom, DateTimeOffset now)
{
    public static async Task<StockLedger> Lock(
        IDocumentSession session,
        string stockRoom,
        IEnumerable<string> partNumbers,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var streams = new SortedDictionary<string, IEventStream<StockItem>>(StringComparer.Ordinal);
        foreach (var partNumber in partNumbers.Distinct().Order(StringComparer.Ordinal))
        {
            streams[partNumber] = await session.Events.FetchForExclusiveWriting<StockItem>(
                StockItem.KeyOf(stockRoom, partNumber),
                cancellationToken
            );
        }

        return new StockLedger(streams, stockRoom, now);
    }

    /// <summary>The item as it stands; an item that never moved is empty.</summary>
    public StockItem this[string partNumber] =>
        streams[partNumber].Aggregate
        ?? new StockItem
        {
            Id = StockItem.KeyOf(stockRoom, partNumber),
            StockRoom = stockRoom,
            PartNumber = partNumber,
            ChangedAt = now,
        };

    /// <summary>Takes a decision on one item and appends what it says.</summary>
    public Rejection? Book(string partNumber, Func<StockItem, Decision> decide)
    {
        var decision = decide(this[partNumber]);
        if (decision.Rejection is null && decision.Events.Count > 0)
        {
            var stream = streams[partNumber];
            if (stream.Aggregate is null)
            {
                stream.AppendOne(new StockItemOpened(stockRoom, partNumber, now));
            }

            stream.AppendMany([.. decision.Events]);
        }

        return decision.Rejection;
    }
}
