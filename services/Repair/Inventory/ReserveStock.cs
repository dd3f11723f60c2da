using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Inventory;

/// <summary>
/// R7: a person sets pieces aside. The same reservation again changes nothing; more than there is free is refused. Repair orders reserve
/// by themselves.
/// </summary>
/// <param name="Document">Number that the person gives it.</param>
/// <param name="StockRoom">HQ or the code of a site.</param>
/// <param name="PartNumber">Part number.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="Reason">What they are for.</param>
public sealed record ReserveStock(
    [property: Required, StringLength(60, MinimumLength = 1)] string Document,
    [property: Required, RegularExpression(StockRoom.Pattern)] string StockRoom,
    [property: Required, StringLength(40, MinimumLength = 1)] string PartNumber,
    [property: Range(1, 1_000_000)] int Quantity,
    [property: Required, StringLength(200, MinimumLength = 1)] string Reason
)
{
    internal static Decision Decide(StockItem item, ReserveStock command, Actor actor, DateTimeOffset now)
    {
        var asked = new StockReservation(StockOwner.OfPerson(command.Document), command.Quantity, actor.ToString(), command.Reason);
        if (item.HeldFor(asked.Owner) is not { } held)
        {
            return Add(item, asked, now);
        }

        return held.Quantity == command.Quantity && actor.Did(held.By)
            ? Decision.NoChange
            : Rejection.Conflict(
                "reservation-differs",
                $"{command.Document} is a reservation of {held.Quantity} pieces of {item.PartNumber} by {held.By}."
            );
    }

    /// <summary>Pieces are promised to an owner, beside those that it has already.</summary>
    internal static Decision Add(StockItem item, StockReservation asked, DateTimeOffset now)
    {
        if (item.Available < asked.Quantity)
        {
            return Rejection.Conflict("not-enough-stock", $"{item.StockRoom} has {item.Available} free pieces of {item.PartNumber}.");
        }

        return Decision.Accept(
            new StockReserved(asked.Owner, asked.Quantity, asked.By, asked.Reason, item.OnHand, item.Reserved + asked.Quantity, now)
        );
    }

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
                    return ledger.Book(command.PartNumber, item => Decide(item, command, actor, now));
                },
                cancellationToken
            );
}
