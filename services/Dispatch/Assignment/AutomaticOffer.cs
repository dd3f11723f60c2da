using System.Globalization;
using CustomerService.Dispatch.Sites;
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
internal sealed class AutomaticOffer(SiteMap map, IOptions<AssignmentOptions> assignment, IOptions<WorkOrderOptions> rules)
{
    public const string AssignPurpose = "visit-assignment";
    public const string ExpirePurpose = "visit-offer-expiry";
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

    public static async Task Expire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (number, visit) = Parse(due.Key);
        await session.DecideWithCalendar(number, order => Expire(order, visit, now), null, true, cancellationToken);
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
                best.SiteCode,
                System,
                assignment,
                rules,
                now
            );
        if (visit.NoCandidate)
            return Decision.NoChange;
        return Decision.Accept(new NoCandidateFound(number, now));
    }

    internal static Decision Expire(WorkOrder order, int number, DateTimeOffset now) =>
        order.Visits.FirstOrDefault(v => v.Number == number) is { State: VisitState.Proposed, Offer: { } offer } && offer.ExpiresAt <= now
            ? Decision.Accept(new VisitOfferDeclined(number, offer.EngineerId, DeclineKind.Expired, "no-answer", now))
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

    public static void Project(IEvent<VisitOfferDeclined> e, IDocumentOperations operations) =>
        operations.QueueDue(AutomaticOffer.AssignPurpose, AutomaticOffer.KeyOf(e.StreamKey!, e.Data.Visit, e.Data.At), e.Data.At);

    public static void Project(IEvent<VisitOffered> e, IDocumentOperations operations) =>
        operations.QueueDue(
            AutomaticOffer.ExpirePurpose,
            AutomaticOffer.KeyOf(e.StreamKey!, e.Data.Visit, e.Data.ExpiresAt),
            e.Data.ExpiresAt + Rounding
        );
}
