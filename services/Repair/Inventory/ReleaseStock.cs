using System.ComponentModel.DataAnnotations;
using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Inventory;

/// <summary>
/// R7: gives back what a document has reserved. Always possible; what is not reserved cannot be given back, so a repeat changes nothing.
/// </summary>
/// <param name="Document">Number of the document.</param>
/// <param name="StockRoom">HQ or the code of a site.</param>
/// <param name="PartNumber">Part number.</param>
public sealed record ReleaseStock(
    [property: Required, StringLength(60, MinimumLength = 1)] string Document,
    [property: Required, RegularExpression(StockRoom.Pattern)] string StockRoom,
    [property: Required, StringLength(40, MinimumLength = 1)] string PartNumber
)
{
    internal static Decision Decide(StockItem item, string document, DateTimeOffset now) =>
        item.Reservations.TryGetValue(document, out var reserved)
            ? Decision.Accept(new StockReleased(document, reserved, item.OnHand, item.Reserved - reserved, now))
            : Decision.NoChange;

    internal static async Task<Results<Ok<StockItem>, ProblemHttpResult>> Handle(
        ReleaseStock command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        actor.RefuseOutside(command.StockRoom) is { } outside
            ? outside.ToProblem()
            : await commands.Transact<StockItem>(
                StockItem.KeyOf(command.StockRoom, command.PartNumber),
                async (session, _) =>
                {
                    var now = clock.GetUtcNow();
                    var ledger = await StockLedger.Lock(session, command.StockRoom, [command.PartNumber], now, cancellationToken);
                    var rejection = ledger.Book(command.PartNumber, item => Decide(item, command.Document, now));
                    await AwaitedParts.WakeOrders(session, command.StockRoom, [command.PartNumber], now, cancellationToken);
                    return rejection;
                },
                cancellationToken
            );
}
