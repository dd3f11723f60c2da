using System.ComponentModel.DataAnnotations;
using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.Inventory;

/// <summary>
/// R7: a storekeeper ends somebody else's reservation, and says why. A repair order that loses parts this way records it in the same
/// transaction and waits for parts again, so that it neither finishes without them nor is stuck.
/// </summary>
/// <param name="Kind">Whose reservation: a repair order's or a person's.</param>
/// <param name="Number">Its number.</param>
/// <param name="StockRoom">HQ or the code of a site.</param>
/// <param name="PartNumber">Part number.</param>
/// <param name="Reason">Why, for whoever loses the pieces.</param>
public sealed record TakeBackStock(
    StockOwnerKind Kind,
    [property: Required, StringLength(60, MinimumLength = 1)] string Number,
    [property: Required, RegularExpression(StockRoom.Pattern)] string StockRoom,
    [property: Required, StringLength(40, MinimumLength = 1)] string PartNumber,
    [property: Required, StringLength(200, MinimumLength = 1)] string Reason
)
{
    /// <summary>What the repair order records; its booking in the stock room follows from it.</summary>
    internal static Decision Decide(RepairOrder order, TakeBackStock command, RepairOptions rules, DateTimeOffset now)
    {
        var taken = order.Reserved.Where(line => line.PartNumber == command.PartNumber).ToList();
        if (taken.Count == 0 || order.SiteCode != command.StockRoom)
        {
            return NotReserved(command);
        }

        var told = new PartsTakenBack(taken, command.StockRoom, command.Reason, now);
        return order.Status == RepairStatus.InRepair
            ? Decision.Accept(
                told,
                new PartsAwaited(order.Apply(told).Needed, command.StockRoom, now + rules.PartsRetryAfter, now),
                order.To(RepairStatus.AwaitingParts, now)
            )
            : Decision.Accept(told);
    }

    /// <summary>What a person has set aside is free again, with the reason on the card.</summary>
    internal static Decision Decide(StockItem item, TakeBackStock command, DateTimeOffset now)
    {
        var owner = StockOwner.OfPerson(command.Number);
        return item.HeldFor(owner) is null ? NotReserved(command) : ReleaseStock.GiveBack(item, owner, command.Reason, now);
    }

    internal static async Task<Results<Ok<StockItem>, ProblemHttpResult>> Handle(
        TakeBackStock command,
        Actor actor,
        Commands commands,
        IOptions<RepairOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (actor.RefuseOutside(command.StockRoom) is { } outside)
        {
            return outside.ToProblem();
        }

        return await commands.Transact<StockItem>(
            StockItem.KeyOf(command.StockRoom, command.PartNumber),
            (session, _) =>
                command.Kind switch
                {
                    StockOwnerKind.RepairOrder => FromOrder(session, command, rules.Value, clock.GetUtcNow(), cancellationToken),
                    StockOwnerKind.Manual => FromPerson(session, command, clock.GetUtcNow(), cancellationToken),
                    _ => Task.FromResult<Rejection?>(NotReserved(command)),
                },
            cancellationToken
        );
    }

    private static Task<Rejection?> FromOrder(
        IDocumentSession session,
        TakeBackStock command,
        RepairOptions rules,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => session.DecideOnStock(command.Number, null, now, (order, _) => Decide(order, command, rules, now), cancellationToken).Rejection();

    private static async Task<Rejection?> FromPerson(
        IDocumentSession session,
        TakeBackStock command,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var ledger = await StockLedger.Lock(session, command.StockRoom, [command.PartNumber], now, cancellationToken);
        var rejection = ledger.Book(command.PartNumber, item => Decide(item, command, now));
        await AwaitedParts.WakeOrders(session, command.StockRoom, [command.PartNumber], now, cancellationToken);
        return rejection;
    }

    private static Rejection NotReserved(TakeBackStock command) =>
        Rejection.Conflict("not-reserved", $"{command.Number} has no pieces of {command.PartNumber} reserved in {command.StockRoom}.");
}
