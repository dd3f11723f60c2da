using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.Routing;

/// <summary>
/// I11: makes a plan and offers tickets whenever anybody's capacity or anything that waits has changed, and when time alone changes what is
/// allowed. One plan at a time in all replicas, under a lock that ends with the transaction: so nobody is offered more than they have room
/// for.
/// </summary>
internal sealed class TicketRouter(IOptions<RoutingOptions> routing, IOptions<TicketOptions> tickets, TimeProvider clock)
{
    public const string Purpose = "routing";

    private const string LockOfAll = "routing";
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>What is new gives somebody room, or makes something wait.</summary>
    public async Task React(IReadOnlyList<IEvent> page, IDocumentStore store, CancellationToken cancellationToken)
    {
        if (routing.Value.Enabled && page.Any(ChangesCapacity))
        {
            while (await RunOnce(store, cancellationToken))
            {
                // As long as offers are made there may be more to offer.
            }
        }
    }

    /// <summary>What waits only for time.</summary>
    public async Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!routing.Value.Enabled)
        {
            return;
        }

        // It never waits: whoever makes a plan may want to move the row that this one holds.
        var alone = await session.QueryAsync<bool>(
            "select pg_try_advisory_xact_lock(hashtextextended(?, 0))",
            cancellationToken,
            LockOfAll
        );
        if (!alone[0] || await Offer(session, now, cancellationToken))
        {
            session.QueueDue(Purpose, due.Key, now + LookAgainAfter);
        }
    }

    // Somebody may act on one of the tickets meanwhile: the next plan sees what they did.
    private Task<bool> RunOnce(IDocumentStore store, CancellationToken cancellationToken) =>
        Races.Retry(async () =>
        {
            await using var session = store.LightweightSession();
            session.Stamp(Actor.System("intake"), null, null);
            await session.BeginTransactionAsync(cancellationToken);
            await session.QueryAsync<int>("select 1 from pg_advisory_xact_lock(hashtextextended(?, 0))", cancellationToken, LockOfAll);
            var offered = await Offer(session, clock.GetUtcNow(), cancellationToken);
            await session.SaveChangesAsync(cancellationToken);
            return offered;
        });

    private async Task<bool> Offer(IDocumentSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (rules, desk) = (routing.Value, tickets.Value.Desk);
        var agents = await RoutingRows.WhoIsThere(session, cancellationToken);
        if (agents.Count == 0)
        {
            // Whoever comes first makes a plan.
            return false;
        }

        // Those who are not helped by anybody at work must not hide others behind them.
        var (waiting, plan, isMore) = (new List<WaitingTicket>(), (IReadOnlyList<Placement>)[], true);
        var hasRoom = agents.Any(a => a.Load < a.CapacityOf(rules));
        while (isMore && plan.All(p => p.Agent is null))
        {
            var page = await RoutingRows.WhoWaits(session, rules, desk, waiting.Count, rules.PlannedAtOnce, now, cancellationToken);
            waiting.AddRange(page);
            plan = RoutingPlan.Make(waiting, agents, rules, now);
            // Without room only what is late is taken, and that comes first.
            isMore = page.Count == rules.PlannedAtOnce && (hasRoom || page[^1].DueAt <= now);
        }

        var offers = 0;
        foreach (var placement in plan.Where(p => p.Agent is not null))
        {
            var decided = await session.Decide<Ticket>(
                placement.Ticket.Number,
                ticket => RouteTicket.Decide(ticket, placement, rules, desk, now),
                cancellationToken: cancellationToken
            );
            offers += decided.Events.Count;
        }

        if (plan.Where(p => p.Agent is null).Select(p => RoutingPlan.LookAgainAt(p.Ticket, rules, now)).Min() is { } next)
        {
            session.QueueDue(Purpose, LockOfAll, next);
        }

        return offers > 0 && isMore;
    }

    // Everything that makes a ticket wait, or gives somebody room.
    private bool ChangesCapacity(IEvent e) =>
        e.Data switch
        {
            TicketOpened opened => opened.FirstOwner == tickets.Value.Desk,
            HandOverOffered offered => offered.To == tickets.Value.Desk,
            HandOverDeclined
            or HandOverLapsed
            or HandOverWithdrawn
            or HandOverAccepted
            or StatusChanged
            or VisitRequested
            or RepairRequested
            or TicketResolved
            or TicketCancelled
            or TicketReopened
            or TicketMerged
            or TicketUnmerged
            or AgentProfiled
            or PresenceChanged => true,
            _ => false,
        };
}
