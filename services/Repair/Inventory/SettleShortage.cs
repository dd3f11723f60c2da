using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Inventory;

/// <summary>
/// R7: clears up what a visit used and the books do not hold. Settled the same way again changes nothing; in another way it is refused.
/// </summary>
/// <param name="Outcome">Booked takes the pieces from the stock room, which has to hold them free by now.</param>
/// <param name="Reason">What was found.</param>
/// <param name="PartNumber">The part to book, when the report named a wrong one.</param>
public sealed record SettleShortage(
    ShortageOutcome Outcome,
    [property: Required, StringLength(200, MinimumLength = 1)] string Reason,
    [property: StringLength(40, MinimumLength = 1)] string? PartNumber = null
)
{
    internal static Decision Decide(StockShortage shortage, SettleShortage command, Actor actor, DateTimeOffset now)
    {
        var booked = command.Outcome == ShortageOutcome.Booked ? command.PartNumber ?? shortage.PartNumber : null;
        if (shortage.Outcome is { } before)
        {
            return (before, shortage.BookedPart) == (command.Outcome, booked)
                ? Decision.NoChange
                : Rejection.Conflict("shortage-settled", $"{shortage.SettledBy} has settled it: {shortage.Reason}.");
        }

        return Decision.Accept(new ShortageSettled(command.Outcome, booked, command.Reason, actor.ToString(), now));
    }

    internal static Task<Results<Ok<StockShortage>, ProblemHttpResult>> Handle(
        string number,
        SettleShortage command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<StockShortage>(
            number,
            (session, _) =>
                session
                    .Decide<StockShortage>(
                        number,
                        async shortage =>
                        {
                            var decision = Decide(shortage, command, actor, clock.GetUtcNow());
                            var settled = decision.Events.OfType<ShortageSettled>().FirstOrDefault();
                            return settled is null ? decision
                                : await Book(session, shortage, settled, cancellationToken) is { } refused ? refused
                                : decision;
                        },
                        commands.Expected,
                        exclusively: true,
                        cancellationToken
                    )
                    .Rejection(),
            cancellationToken
        );

    /// <summary>The pieces leave the stock room with the settlement, or it does not happen.</summary>
    private static async Task<Rejection?> Book(
        IDocumentSession session,
        StockShortage shortage,
        ShortageSettled settled,
        CancellationToken cancellationToken
    )
    {
        if (settled.BookedPart is not { } part)
        {
            return null;
        }

        if (await ReceiveStock.UnknownPart(session, [part], cancellationToken) is { } unknown)
        {
            return unknown;
        }

        var ledger = await StockLedger.Lock(session, shortage.StockRoom, [part], settled.At, cancellationToken);
        return ledger.Book(part, item => UseStock.Free(item, shortage.Owner, shortage.Missing, settled.At));
    }
}

/// <summary>R7: what has to be cleared up, oldest work order first.</summary>
internal static class ShortageReads
{
    public static async Task<Ok<Page<StockShortage>>> List(
        Actor actor,
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? room = null,
        bool settled = false,
        string after = "",
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var visible = query.Query<StockShortage>().VisibleTo(actor);
        var wanted = settled
            ? visible.Where(shortage => shortage.SettledAt != null)
            : visible.Where(shortage => shortage.SettledAt == null);
        var shortages = await wanted
            .Where(shortage => (room == null || shortage.StockRoom == room) && shortage.Id.CompareTo(after) > 0)
            .OrderBy(shortage => shortage.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(shortages, limit, shortage => shortage.Id, request));
    }
}
