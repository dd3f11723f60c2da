using System.Globalization;
using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Dispatch.Assignment;

/// <summary>D3, D6: the visits of an engineer who is not at work any more go to others: what was offered at once, what was confirmed too.</summary>
internal static class AbsentEngineer
{
    public const string Purpose = "engineer-absent";
    public const string VisitPurpose = "engineer-absent-visit";

    public static string KeyOf(string engineer, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{engineer}/{at.UtcTicks}");

    /// <summary>One row for each visit: each is an order of its own, decided and committed alone.</summary>
    public static async Task Find(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = due.Key.Split('/')[0];
        if (await session.LoadAsync<Engineer>(id, cancellationToken) is not { Status: not EngineerStatus.Active } engineer)
            return;
        foreach (var visit in engineer.Visits)
        {
            session.QueueDue(VisitPurpose, $"{visit.Reference}/{id}", now);
        }
    }

    public static async Task GiveBack(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parts = due.Key.Split('/');
        var visit = int.Parse(parts[1], CultureInfo.InvariantCulture);
        await session.DecideWithCalendar(parts[0], order => Decide(order, visit, parts[2], now), null, true, cancellationToken);
    }

    internal static Decision Decide(WorkOrder order, int number, string engineer, DateTimeOffset now)
    {
        if (order.Visits.FirstOrDefault(v => v.Number == number) is not { } visit || visit.Holder != engineer)
            return Decision.NoChange;
        if (visit is { State: VisitState.Proposed })
            return Decision.Accept(new VisitOfferDeclined(number, engineer, DeclineKind.Away, "engineer-away", now));
        // Who is on the way or there brings it to an end, or a dispatcher does.
        return visit.State == VisitState.Confirmed
            ? ReassignVisit.Return(order, visit, "engineer-away", Actor.System("dispatch"), now)
            : Decision.NoChange;
    }
}
