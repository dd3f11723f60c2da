using CustomerService.Intake.Tickets;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Subscriptions;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Routing;

/// <summary>
/// I11: makes a plan and offers tickets whenever anybody's capacity or anything that waits has changed, and when time alone changes what is allowed. One plan
/// at a time in all replicas, under a lock that ends with the transaction: so nobody is offered more than they have room for.
/// </summary>
internal sealed class TicketRouter(IOptions<RoutingOptions> routing, IOptions<TicketOptions> tickets, TimeProvider clock) : ISubscription
{
    public const string SubscriptionName = "routing";
    public const string Purpose = "routing";
    public const int Page = 200;

    private const int Attempts = 10;
    private const string LockOfAll = "routing";
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

    public async Task<IChangeListener> ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        if (routing.Value.Enabled && page.Events.Any(ChangesCapacity))
        {
            while (await RunOnce(operations.DocumentStore, cancellationToken))
            {
                // As long as offers are made there may be more to offer.
            }
        }

        return NullChangeListener.Instance;
    }

    /// <summary>What waits only for time.</summary>
    public async Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!routing.Value.Enabled)
        {
            return;
        }

        // It never waits: whoever makes a plan may want to move the row that this one holds.
        var alone = await session.QueryAsync<bool>("select pg_try_advisory_xact_lock(hashtextextended(?, 0))", cancellationToken, LockOfAll);
        if (!alone[0] || await Offer(session, now, cancellationToken))
        {
            session.QueueDue(Purpose, due.Key, now + LookAgainAfter);
        }
    }

    private async Task<bool> RunOnce(IDocumentStore store, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var session = store.LightweightSession();
            session.Stamp(Actor.System("intake"), null, null);
            await session.BeginTransactionAsync(cancellationToken);
            await session.QueryAsync<int>("select 1 from pg_advisory_xact_lock(hashtextextended(?, 0))", cancellationToken, LockOfAll);
            var offered = await Offer(session, clock.GetUtcNow(), cancellationToken);
            try
            {
                await session.SaveChangesAsync(cancellationToken);
                return offered;
            }
            catch (JasperFx.ConcurrencyException) when (attempt < Attempts)
            {
                // Somebody acted on one of the tickets meanwhile: the next plan sees what they did.
            }
        }
    }

    private async Task<bool> Offer(IDocumentSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (rules, desk) = (routing.Value, tickets.Value.Desk);
        var waiting = await RoutingRows.WhoWaits(session, rules, desk, Page, now, cancellationToken);
        if (waiting.Count == 0)
        {
            return false;
        }

        var plan = RoutingPlan.Make(waiting, await RoutingRows.WhoIsThere(session, cancellationToken), rules, now);
        var offers = 0;
        foreach (var placement in plan.Where(p => p.Agent is not null))
        {
            await session.Decide<Ticket>(placement.Ticket.Number, ticket =>
            {
                var decision = RouteTicket.Decide(ticket, placement, rules, desk, now);
                offers += decision.Events.Count;
                return decision;
            }, cancellationToken: cancellationToken);
        }

        if (plan.Where(p => p.Agent is null).Select(p => RoutingPlan.LookAgainAt(p.Ticket, rules, now)).Min() is { } next)
        {
            session.QueueDue(Purpose, LockOfAll, next);
        }

        return offers > 0 && waiting.Count == Page;
    }

    // Everything that makes a ticket wait, or gives somebody room.
    private bool ChangesCapacity(IEvent e) => e.Data switch
    {
        TicketOpened opened => opened.FirstOwner == tickets.Value.Desk,
        HandOverOffered offered => offered.To == tickets.Value.Desk,
        HandOverDeclined or HandOverLapsed or HandOverAccepted or StatusChanged or VisitRequested or RepairRequested or TicketResolved or TicketCancelled or TicketReopened
            or AgentProfiled or PresenceChanged => true,
        _ => false,
    };
}
