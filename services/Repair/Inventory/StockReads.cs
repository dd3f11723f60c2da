using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Inventory;

/// <summary>A movement of a stock item, as it was booked.</summary>
/// <param name="Version">Its place in the item's history.</param>
/// <param name="Movement">received, reserved, released, used or adjusted.</param>
/// <param name="Quantity">Pieces; an adjustment may be negative.</param>
/// <param name="OnHand">Pieces on hand after it.</param>
/// <param name="Reserved">Pieces reserved after it.</param>
/// <param name="Document">Document that caused it, or number of the owner.</param>
/// <param name="Reason">Why, when somebody had to say.</param>
/// <param name="UnitCost">Cost of one piece that came or was used, when it is known.</param>
/// <param name="Actor">Who booked it, as role:id.</param>
/// <param name="At">When.</param>
public sealed record StockMovement(
    long Version,
    string Movement,
    int Quantity,
    string Document,
    DateTimeOffset At,
    int? OnHand = null,
    int? Reserved = null,
    string? Actor = null,
    string? Reason = null,
    decimal? UnitCost = null
)
{
    internal static StockMovement? Of(IEvent e) =>
        e.Data switch
        {
            StockReceived m => Of(e, "received", m.Quantity, m.Document, (m.OnHand, m.Reserved), m.At) with { UnitCost = m.UnitCost },
            StockReserved m => Of(e, "reserved", m.Quantity, m.Owner.Number, (m.OnHand, m.Reserved), m.At) with { Reason = m.Reason },
            StockReleased m => Of(e, "released", m.Quantity, m.Owner.Number, (m.OnHand, m.Reserved), m.At) with { Reason = m.Reason },
            StockUsed m => Of(e, "used", m.Quantity, m.Owner.Number, (m.OnHand, m.Reserved), m.At) with { UnitCost = m.UnitCost },
            StockAdjusted m => Of(e, "adjusted", m.Quantity, m.Document, (m.OnHand, m.Reserved), m.At) with { Reason = m.Reason },
            _ => null,
        };

    private static StockMovement Of(
        IEvent e,
        string movement,
        int quantity,
        string document,
        (int OnHand, int Reserved) balance,
        DateTimeOffset at
    ) => new(e.Version, movement, quantity, document, at, balance.OnHand, balance.Reserved, e.UserName);
}

/// <summary>A stock item with its newest movements, newest first.</summary>
public sealed record StockCard(StockItem Item, IReadOnlyList<StockMovement> Movements);

/// <summary>R7: what is where.</summary>
internal static class StockReads
{
    private const int NewestMovements = 200;

    public static async Task<Ok<Page<StockItem>>> List(
        Actor actor,
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? room = null,
        string? part = null,
        string after = "",
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var items = await query
            .Query<StockItem>()
            .VisibleTo(actor)
            .Where(item =>
                (room == null || item.StockRoom == room) && (part == null || item.PartNumber == part) && item.Id.CompareTo(after) > 0
            )
            .OrderBy(item => item.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id, request));
    }

    public static async Task<Results<Ok<StockCard>, ProblemHttpResult>> Get(
        string room,
        string partNumber,
        IQuerySession query,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var key = StockItem.KeyOf(room, partNumber);
        var item = await query.LoadAsync<StockItem>(key, cancellationToken);
        if (item is null)
        {
            return Rejection.NotFound("stock-item", key).ToProblem();
        }

        var version = (await query.Events.FetchStreamStateAsync(key, cancellationToken))!.Version;
        var events = await query.Events.FetchStreamAsync(
            key,
            fromVersion: Math.Max(1, version - NewestMovements + 1),
            token: cancellationToken
        );
        response.SetVersion(version);
        return TypedResults.Ok(new StockCard(item, [.. events.Reverse().Select(StockMovement.Of).OfType<StockMovement>()]));
    }

    public static async Task<Ok<Page<StockRoom>>> Rooms(Actor actor, IQuerySession query, CancellationToken cancellationToken) =>
        TypedResults.Ok(
            new Page<StockRoom>(await query.Query<StockRoom>().VisibleTo(actor).OrderBy(room => room.Id).ToListAsync(cancellationToken))
        );
}
