using System.Globalization;
using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Places;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.Extensions.Options;

namespace CustomerService.Dispatch.Assignment;

/// <summary>
/// D6: offers a proposed visit to the best candidate who was not asked yet, and lets an offer lapse that nobody answered. Both are due rows
/// written with the fact that causes them, so that an offer is made once, whatever dies in between.
/// </summary>
internal sealed class AutomaticOffer(PlaceMap map, IOptions<AssignmentOptions> assignment, IOptions<WorkOrderOptions> rules)
{
    public const string AssignPurpose = "visit-assignment";
    public const string ExpirePurpose = "visit-offer-expiry";
    public const string WakePurpose = "waiting-visits";
    public const string NoCandidate = "no-candidate";
    private static readonly Actor System = Actor.System("dispatch");

    public async Task Assign(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!assignment.Value.OfferAutomatically)
        {
            return;
        }

        var (number, visitNumber) = Parse(due.Key);
        var locked = await session.Decide<WorkOrder>(number, _ => Decision.NoChange, null, exclusively: true, cancellationToken);
        if (
            locked.State is not { } order
            || order.Visits.FirstOrDefault(v => v.Number == visitNumber) is not { State: VisitState.Proposed, Offer: null } visit
        )
        {
            return;
        }

        // One assignment of a city at a time: two at once would choose the same best engineer, and one of them would have to begin again.
        await session.QueryAsync<int>(
            "select 1 from (select pg_advisory_xact_lock(hashtext(?))) as locked",
            cancellationToken,
            $"assign-{order.RegionCode}"
        );
        var ranked = await CandidateSearch.Find(session, map, order, visit, System, assignment.Value, now, cancellationToken);
        var rejection = await session
            .DecideWithCalendar(
                number,
                state => Decide(state, visitNumber, ranked, assignment.Value, rules.Value, now),
                null,
                true,
                cancellationToken
            )
            .Rejection();
        if (rejection is not null)
        {
            // A dispatcher gave the engineer's time away in between. What was staged must not be saved; the due row stays and is tried
            // again.
            throw new InvalidOperationException($"The offer of {due.Key} was refused: {rejection.Code}.");
        }
    }

    public async Task Expire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (number, visit) = Parse(due.Key);
        await session.DecideWithCalendar(
            number,
            order => Expire(order, visit, now + assignment.Value.AskAgainAfter, now),
            null,
            true,
            cancellationToken
        );
    }

    /// <summary>D6: freed time, an engineer who is back, a place that opens: visits without an engineer are looked at again.</summary>
    public async Task Wake(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = await session
            .Query<WorkOrderView>()
            .Where(o =>
                o.Status == WorkOrderStatus.Unscheduled || o.Status == WorkOrderStatus.Suspended || o.Status == WorkOrderStatus.InProgress
            )
            .Where(o => o.Visits.Any(v => v.Waiting == NoCandidate))
            .OrderBy(o => o.ChangedAt)
            .Take(assignment.Value.WokenAtOnce)
            .ToListAsync(cancellationToken);
        foreach (var order in waiting)
        {
            var visit = order.Visits.First(v => v.Waiting == NoCandidate).Visit;
            session.QueueDue(AssignPurpose, KeyOf(order.Id, visit, now), now);
        }
    }

    internal static Decision Decide(
        WorkOrder order,
        int number,
        RankedEngineers ranked,
        AssignmentOptions assignment,
        WorkOrderOptions rules,
        DateTimeOffset now
    )
    {
        if (order.Visits.FirstOrDefault(v => v.Number == number) is not { State: VisitState.Proposed, Offer: null } visit)
            return Decision.NoChange;
        if (ranked.Candidates is [var best, ..])
            return OfferVisit.Decide(
                order,
                number,
                new OfferVisit(best.EngineerId, best.WindowFrom, best.WindowTo),
                new OfferTerms(best.SiteCode, best.OfferExpiresAt),
                System,
                rules,
                now
            );
        return visit.NoCandidate ? Decision.NoChange : Decision.Accept(new NoCandidateFound(number, order.RegionCode, now));
    }

    internal static Decision Expire(WorkOrder order, int number, DateTimeOffset askAgainAt, DateTimeOffset now) =>
        order.Visits.FirstOrDefault(v => v.Number == number) is { State: VisitState.Proposed, Offer: { } offer } && offer.ExpiresAt <= now
            ? Decision.Accept(new VisitOfferDeclined(number, offer.EngineerId, DeclineKind.Expired, "no-answer", now, askAgainAt))
            : Decision.NoChange;

    /// <summary>
    /// A row of its own for each moment: a request that wrote into a row which a poller holds, while that poller waits for the order, would
    /// be a deadlock.
    /// </summary>
    internal static string KeyOf(string number, int visit, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{number}/{visit}/{at.UtcTicks}");

    private static (string Number, int Visit) Parse(string key)
    {
        var parts = key.Split('/');
        return (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}

/// <summary>Writes the due rows of <see cref="AutomaticOffer"/> in the transaction of the facts that cause them.</summary>
internal sealed partial class OfferDeadlines : EventProjection
{
    // The store rounds to microseconds: a row must not fall due before the moment that its handler compares with.
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    public static void Project(IEvent<VisitProposed> e, IDocumentOperations operations) =>
        operations.QueueDue(AutomaticOffer.AssignPurpose, AutomaticOffer.KeyOf(e.StreamKey!, e.Data.Visit, e.Data.At), e.Data.At);

    public static void Project(IEvent<VisitOfferDeclined> e, IDocumentOperations operations)
    {
        operations.QueueDue(AutomaticOffer.AssignPurpose, AutomaticOffer.KeyOf(e.StreamKey!, e.Data.Visit, e.Data.At), e.Data.At);
        if (e.Data.AskAgainAt is { } again)
            operations.QueueDue(AutomaticOffer.AssignPurpose, AutomaticOffer.KeyOf(e.StreamKey!, e.Data.Visit, again), again + Rounding);
    }

    public static void Project(IEvent<VisitOffered> e, IDocumentOperations operations) =>
        operations.QueueDue(
            AutomaticOffer.ExpirePurpose,
            AutomaticOffer.KeyOf(e.StreamKey!, e.Data.Visit, e.Data.ExpiresAt),
            e.Data.ExpiresAt + Rounding
        );

    public static void Project(IEvent<VisitReturned> e, IDocumentOperations operations) =>
        operations.QueueDue(AutomaticOffer.AssignPurpose, AutomaticOffer.KeyOf(e.StreamKey!, e.Data.Visit, e.Data.At), e.Data.At);

    public static void Project(IEvent<TimeReleased> e, IDocumentOperations operations) => Wake(e, e.Data.At, operations);

    public static void Project(IEvent<EngineerRegistered> e, IDocumentOperations operations) => Wake(e, e.Data.At, operations);

    public static void Project(IEvent<EngineerChanged> e, IDocumentOperations operations)
    {
        if (e.Data.Profile.Status == EngineerStatus.Active)
            Wake(e, e.Data.At, operations, e.Data.Reason);
        else
            operations.QueueDue(AbsentEngineer.Purpose, AbsentEngineer.KeyOf(e.StreamKey!, e.Data.At), e.Data.At);
    }

    public static void Project(IEvent<PlaceChanged> e, IDocumentOperations operations) => Wake(e, e.Data.At, operations, e.Data.Reason);

    // A row for each event, since a poller may hold the one before. What is only said again frees nothing.
    private static void Wake(IEvent e, DateTimeOffset at, IDocumentOperations operations, string? reason = null)
    {
        if (reason != RepublishPlaces.Reason)
            operations.QueueDue(AutomaticOffer.WakePurpose, $"{e.StreamKey}/{e.Version}", at);
    }
}
