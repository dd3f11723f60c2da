using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Inventory;

/// <summary>R7: brings the books in line with the shelf. Never below what is reserved; the same document again changes nothing.</summary>
/// <param name="Document">Number of the document.</param>
/// <param name="StockRoom">HQ or the code of a site.</param>
/// <param name="PartNumber">Part number.</param>
/// <param name="Quantity">Pieces, negative when there are fewer than on the books.</param>
/// <param name="Reason">Why, for the auditor.</param>
public sealed record AdjustStock(
    [property: Required, StringLength(60, MinimumLength = 1)] string Document,
    [property: Required, RegularExpression(StockRoom.Pattern)] string StockRoom,
    [property: Required, StringLength(40, MinimumLength = 1)] string PartNumber,
    [property: Range(-1_000_000, 1_000_000)] int Quantity,
    [property: Required, StringLength(200, MinimumLength = 1)] string Reason
)
{
    internal static Decision Decide(StockItem item, string document, int quantity, string reason, DateTimeOffset now)
    {
        if (quantity == 0)
        {
            return Rejection.Invalid("quantity-zero", "An adjustment changes something.");
        }

        if (item.Available + quantity < 0)
        {
            return Rejection.Conflict("not-enough-stock", $"{item.StockRoom} has {item.Available} free pieces of {item.PartNumber}.");
        }

        return Decision.Accept(new StockAdjusted(document, quantity, reason, item.OnHand + quantity, item.Reserved, now));
    }

    internal static async Task<Results<Ok<StockItem>, ProblemHttpResult>> Handle(
        AdjustStock command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (
            (actor.RefuseOutside(command.StockRoom) ?? await ReceiveStock.UnknownPart(query, [command.PartNumber], cancellationToken)) is
            { } refused
        )
        {
            return refused.ToProblem();
        }

        var content = string.Create(CultureInfo.InvariantCulture, $"{command.Quantity}/{command.Reason}");
        var id = StockDocument.Adjustment(command.Document, command.StockRoom, command.PartNumber);
        return await commands.Transact<StockItem>(
            StockItem.KeyOf(command.StockRoom, command.PartNumber),
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
                var ledger = await StockLedger.Lock(session, command.StockRoom, [command.PartNumber], now, cancellationToken);
                var rejection = ledger.Book(command.PartNumber, item =>
                    Decide(item, command.Document, command.Quantity, command.Reason, now)
                );
                await AwaitedParts.WakeOrders(session, command.StockRoom, [command.PartNumber], now, cancellationToken);
                return rejection;
            },
            cancellationToken
        );
    }
}
