using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using CustomerService.Repair.Catalogue;
using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.Inventory;

/// <summary>
/// R7: an inbound document puts parts into a stock room. The same document again changes nothing; with another content it is refused.
/// </summary>
/// <param name="Document">Number of the document.</param>
/// <param name="StockRoom">HQ or the code of a site.</param>
/// <param name="Lines">What came, at most one line a part.</param>
public sealed record ReceiveStock(
    [property: Required, StringLength(60, MinimumLength = 1)] string Document,
    [property: Required, RegularExpression(StockRoom.Pattern)] string StockRoom,
    [property: Required, MinLength(1), MaxLength(500)] IReadOnlyList<InboundLine> Lines
)
{
    /// <summary>A cost in another currency than the ones before would make the average meaningless.</summary>
    internal static Decision Decide(StockItem item, string document, InboundLine line, string currency, DateTimeOffset now)
    {
        var (quantity, unitCost) = (line.Quantity, line.UnitCost);
        if (unitCost is not null && item.Currency is { } before && before != currency)
        {
            return Rejection.Conflict("currency-differs", $"The costs of {item.PartNumber} in {item.StockRoom} are in {before}.");
        }

        return Decision.Accept(
            new StockReceived(
                document,
                quantity,
                unitCost,
                unitCost is null ? null : currency,
                AverageCost(item, quantity, unitCost),
                item.OnHand + quantity,
                item.Reserved,
                now
            )
        );
    }

    internal static async Task<Results<Ok<StockReceipt>, ProblemHttpResult>> Handle(
        ReceiveStock command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        IOptions<RepairOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (actor.RefuseOutside(command.StockRoom) is { } outside)
        {
            return outside.ToProblem();
        }

        if (await UnknownPart(query, command.Lines.Select(line => line.PartNumber), cancellationToken) is { } unknown)
        {
            return unknown.ToProblem();
        }

        if (command.Lines.DistinctBy(line => line.PartNumber).Count() < command.Lines.Count)
        {
            return Rejection.Invalid("part-twice", "At most one line a part.").ToProblem();
        }

        var id = StockDocument.Inbound(command.Document, command.StockRoom);
        var content = JsonSerializer.Serialize(
            command with
            {
                Lines = [.. command.Lines.OrderBy(l => l.PartNumber, StringComparer.Ordinal)],
            },
            Json.Options
        );
        IReadOnlyList<StockItem> items = [];
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                if (await session.LoadAsync<StockDocument>(id, cancellationToken) is { } known)
                {
                    return known.Content == content
                        ? null
                        : Rejection.Conflict("document-differs", $"{command.Document} was booked with another content.");
                }

                var now = clock.GetUtcNow();
                session.Insert(new StockDocument(id, content));
                if (await session.LoadAsync<StockRoom>(command.StockRoom, cancellationToken) is null)
                {
                    session.Store(Inventory.StockRoom.Of(command.StockRoom));
                }

                var ledger = await StockLedger.Lock(
                    session,
                    command.StockRoom,
                    command.Lines.Select(line => line.PartNumber),
                    now,
                    cancellationToken
                );
                foreach (var line in command.Lines)
                {
                    if (
                        ledger.Book(line.PartNumber, item => Decide(item, command.Document, line, rules.Value.Currency, now)) is { } refused
                    )
                    {
                        return refused;
                    }
                }

                await AwaitedParts.WakeOrders(
                    session,
                    command.StockRoom,
                    [.. command.Lines.Select(line => line.PartNumber)],
                    now,
                    cancellationToken
                );
                return null;
            },
            cancellationToken
        );
        if (rejection is null)
        {
            items = await query.LoadManyAsync<StockItem>(
                cancellationToken,
                command.Lines.Select(l => StockItem.KeyOf(command.StockRoom, l.PartNumber)).ToArray()
            );
        }

        return rejection?.ToProblem() is { } problem
            ? problem
            : TypedResults.Ok(new StockReceipt(command.Document, command.StockRoom, items));
    }

    /// <summary>Parts that the catalogue does not know cannot be booked.</summary>
    internal static async Task<Rejection?> UnknownPart(
        IQuerySession query,
        IEnumerable<string> partNumbers,
        CancellationToken cancellationToken
    )
    {
        var asked = partNumbers.Distinct().ToArray();
        var known = await query.LoadManyAsync<Part>(cancellationToken, asked);
        return asked.Except(known.Select(part => part.Id)).FirstOrDefault() is { } unknown
            ? Rejection.Invalid("part-unknown", $"No part {unknown} is known.")
            : null;
    }

    private static decimal AverageCost(StockItem item, int quantity, decimal? unitCost) =>
        unitCost is not { } cost
            ? item.AverageCost
            : Math.Round((item.OnHand * item.AverageCost + quantity * cost) / (item.OnHand + quantity), 4, MidpointRounding.AwayFromZero);
}

/// <summary>One line of an inbound document.</summary>
/// <param name="PartNumber">Part number.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="UnitCost">Cost of one piece in the currency of the service, or null when it is not known.</param>
public sealed record InboundLine(
    [property: Required, StringLength(40, MinimumLength = 1)] string PartNumber,
    [property: Range(1, 1_000_000)] int Quantity,
    [property: Range(0, 1_000_000)] decimal? UnitCost = null
);

/// <summary>The items of an inbound document as they stand now.</summary>
public sealed record StockReceipt(string Document, string StockRoom, IReadOnlyList<StockItem> Items);
