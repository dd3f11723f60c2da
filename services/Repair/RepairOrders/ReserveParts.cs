using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// R3, R7: reserves all parts of an order from its site's stock room, or none: then the order waits for the missing ones.
/// </summary>
internal static class ReserveParts
{
    public static Decision Decide(RepairOrder order, Func<string, int> available, RepairOptions rules, DateTimeOffset now)
    {
        if (order.Status == RepairStatus.InRepair && order.Needed.Count == 0)
        {
            return Decision.NoChange;
        }

        if (order.IsOnSite)
        {
            return Rejection.Conflict("unit-at-customer", "The visit books its parts with its report; receive the unit to repair it here.");
        }

        if (
            order.Status
            is not (RepairStatus.Diagnosed or RepairStatus.QuoteAccepted or RepairStatus.AwaitingParts or RepairStatus.InRepair)
        )
        {
            return order.Refuse("Reserving parts");
        }

        if (order.Chosen is not (RepairOption.Repair or RepairOption.ReplaceAccessory or RepairOption.PaidRepair))
        {
            return Rejection.Conflict("choice-missing", "The customer has not chosen a repair yet.");
        }

        var missing = order
            .Needed.Where(line => available(line.PartNumber) < line.Quantity)
            .Select(line => line with { Quantity = line.Quantity - available(line.PartNumber) })
            .ToList();
        if (missing.Count > 0)
        {
            return order.Status == RepairStatus.AwaitingParts
                ? Decision.NoChange
                : Decision.Accept(
                    new PartsAwaited(missing, order.SiteCode!, now + rules.PartsRetryAfter, now),
                    order.To(RepairStatus.AwaitingParts, now)
                );
        }

        return order.Status == RepairStatus.InRepair
            ? Decision.Accept(Reserved(order, now))
            : Decision.Accept([.. Reserved(order, now), order.To(RepairStatus.InRepair, now)]);
    }

    public static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        Commands commands,
        IOptions<RepairOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<RepairOrderView>(
            number,
            (session, _) =>
            {
                var now = clock.GetUtcNow();
                return session
                    .DecideOnStock(
                        number,
                        commands.Expected,
                        now,
                        (order, stock) => Decide(order, part => stock[part].Available, rules.Value, now),
                        cancellationToken
                    )
                    .Rejection();
            },
            cancellationToken
        );

    private static IReadOnlyList<object> Reserved(RepairOrder order, DateTimeOffset now) =>
        order.Needed.Count == 0 ? [] : [new PartsReserved(order.Needed, order.SiteCode!, now)];
}

/// <summary>R3: an order that waits for parts looks again whenever pieces become free in its stock room, and from time to time.</summary>
internal static class AwaitedParts
{
    public const string Purpose = "repair-parts";

    /// <summary>Wakes the orders that wait for one of these parts; called in the transaction that frees the pieces.</summary>
    public static async Task WakeOrders(
        IDocumentSession session,
        string stockRoom,
        IReadOnlyList<string> partNumbers,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var waiting = await session
            .Query<RepairOrderView>()
            .Where(order => order.Status == RepairStatus.AwaitingParts && order.SiteCode == stockRoom)
            .ToListAsync(cancellationToken);
        foreach (var order in waiting.Where(order => order.Parts.Any(line => partNumbers.Contains(line.PartNumber))))
        {
            session.QueueDue(Purpose, order.Id, now);
        }
    }

    public static DueHandler Handler(RepairOptions rules) =>
        async (session, due, now, cancellationToken) =>
        {
            var decided = await session.DecideOnStock(
                due.Key,
                null,
                now,
                (order, stock) =>
                    order.Status == RepairStatus.AwaitingParts
                        ? ReserveParts.Decide(order, part => stock[part].Available, rules, now)
                        : Decision.NoChange,
                cancellationToken
            );
            if (decided is { State.Status: RepairStatus.AwaitingParts, Rejection: null, Changed: false })
            {
                session.QueueDue(Purpose, due.Key, now + rules.PartsRetryAfter);
            }
        };
}
