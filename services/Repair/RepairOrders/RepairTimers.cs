using System.Globalization;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R3, O1: from the receipt on, timers pass on the days that the warranty table names: loaner due, exchange for delay.</summary>
internal static class RepairTimers
{
    public const string Purpose = "repair-timer";

    /// <summary>The order and the number behind it that a key is made of.</summary>
    public static (string Order, int Number) Numbered(this Due due)
    {
        var separator = due.Key.LastIndexOf('/');
        return (due.Key[..separator], int.Parse(due.Key.AsSpan(separator + 1), CultureInfo.InvariantCulture));
    }

    public static Decision Decide(RepairOrder order, int days, DateTimeOffset now) =>
        order.HasEnded || order.TimersPassed.Contains(days) ? Decision.NoChange : Decision.Accept(new RepairTimerPassed(days, now));

    public static async Task Handle(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (number, days) = due.Numbered();
        await session.Decide<RepairOrder>(
            number,
            order => Decide(order, days, now),
            exclusively: true,
            cancellationToken: cancellationToken
        );
    }
}

/// <summary>Writes the due rows of a repair order in the transaction of the event that causes them.</summary>
internal sealed partial class RepairDeadlines : EventProjection
{
    public static void Project(IEvent<UnitReceived> e, IDocumentOperations operations) =>
        Start(e.StreamKey!, e.Data.TimerDays, e.Data.At, operations);

    public static void Project(IEvent<UnitBroughtIn> e, IDocumentOperations operations) =>
        Start(e.StreamKey!, e.Data.TimerDays, e.Data.At, operations);

    public static void Project(IEvent<QuoteMade> e, IDocumentOperations operations)
    {
        if (e.Data.ExpiresAt is { } expiresAt)
        {
            operations.QueueDue(Quote.Purpose, string.Create(CultureInfo.InvariantCulture, $"{e.StreamKey}/{e.Data.Version}"), expiresAt);
        }
    }

    public static void Project(IEvent<PartsAwaited> e, IDocumentOperations operations) =>
        operations.QueueDue(AwaitedParts.Purpose, e.StreamKey!, e.Data.RetryAt);

    private static void Start(string number, IReadOnlyList<int> timerDays, DateTimeOffset from, IDocumentOperations operations)
    {
        foreach (var days in timerDays)
        {
            operations.QueueDue(RepairTimers.Purpose, string.Create(CultureInfo.InvariantCulture, $"{number}/{days}"), from.AddDays(days));
        }
    }
}
