using System.ComponentModel.DataAnnotations;
using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Inventory;

/// <summary>
/// R7: a person gives back what they have set aside. What is not reserved cannot be given back, so a repeat changes nothing. What others
/// hold is ended by them, or by a storekeeper with a reason.
/// </summary>
/// <param name="Document">Number that the person gave it.</param>
/// <param name="StockRoom">HQ or the code of a site.</param>
/// <param name="PartNumber">Part number.</param>
public sealed record ReleaseStock(
    [property: Required, StringLength(60, MinimumLength = 1)] string Document,
    [property: Required, RegularExpression(StockRoom.Pattern)] string StockRoom,
    [property: Required, StringLength(40, MinimumLength = 1)] string PartNumber
)
{
    internal static Decision Decide(StockItem item, string document, Actor actor, DateTimeOffset now)
    {
        var owner = StockOwner.OfPerson(document);
        if (item.HeldFor(owner) is not { } held)
        {
            return Decision.NoChange;
        }

        return actor.Did(held.By)
            ? GiveBack(item, owner, null, now)
            : Rejection.Conflict("reservation-of-another", $"{held.By} has set these pieces aside; take them back with a reason.");
    }

    /// <summary>All that an owner has reserved is free again.</summary>
    internal static Decision GiveBack(StockItem item, StockOwner owner, string? reason, DateTimeOffset now) =>
        item.HeldFor(owner) is { } held
            ? Decision.Accept(new StockReleased(owner, held.Quantity, reason, item.OnHand, item.Reserved - held.Quantity, now))
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
                    var rejection = ledger.Book(command.PartNumber, item => Decide(item, command.Document, actor, now));
                    await AwaitedParts.WakeOrders(session, command.StockRoom, [command.PartNumber], now, cancellationToken);
                    return rejection;
                },
                cancellationToken
            );
}
