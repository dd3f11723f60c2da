using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Inventory;

/// <summary>R7: promises pieces to a document. The same reservation again changes nothing; more than there is free is refused.</summary>
/// <param name="Document">Number of the document that will use them.</param>
/// <param name="StockRoom">HQ or the code of a site.</param>
/// <param name="PartNumber">Part number.</param>
/// <param name="Quantity">Pieces.</param>
public sealed record ReserveStock(
    [property: Required, StringLength(60, MinimumLength = 1)] string Document,
    [property: Required, RegularExpression(StockRoom.Pattern)] string StockRoom,
    [property: Required, StringLength(40, MinimumLength = 1)] string PartNumber,
    [property: Range(1, 1_000_000)] int Quantity
)
{
    internal static Decision Decide(StockItem item, string document, int quantity, DateTimeOffset now) =>
        item.Reservations.TryGetValue(document, out var reserved)
            ? reserved == quantity
                ? Decision.NoChange
                : Rejection.Conflict(
                    "reservation-differs",
                    $"{document} has {reserved} pieces of {item.PartNumber} reserved; release them first."
                )
            : item.Available < quantity
                ? Rejection.Conflict("not-enough-stock", $"{item.StockRoom} has {item.Available} free pieces of {item.PartNumber}.")
                : Decision.Accept(new StockReserved(document, quantity, item.OnHand, item.Reserved + quantity, now));

    internal static async Task<Results<Ok<StockItem>, ProblemHttpResult>> Handle(
        ReserveStock command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        (actor.RefuseOutside(command.StockRoom) ?? await ReceiveStock.UnknownPart(query, [command.PartNumber], cancellationToken))
            is { } refused
            ? refused.ToProblem()
            : await commands.Transact<StockItem>(
                StockItem.KeyOf(command.StockRoom, command.PartNumber),
                async (session, _) =>
                {
                    var now = clock.GetUtcNow();
                    var ledger = await StockLedger.Lock(session, command.StockRoom, [command.PartNumber], now, cancellationToken);
                    return ledger.Book(command.PartNumber, item => Decide(item, command.Document, command.Quantity, now));
                },
                cancellationToken
            );
}
