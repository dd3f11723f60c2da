using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Desk.Routing;

/// <summary>I9, I11: the routing offers a ticket to an agent; the owner stays the owner until they accept.</summary>
internal static class RouteTicket
{
    /// <summary>Whatever happened since the plan was made counts more than the plan.</summary>
    internal static Decision Decide(Ticket ticket, Placement placement, RoutingOptions rules, string desk, DateTimeOffset now) =>
        !ticket.IsOpen
        || placement.Agent is not { } agent
        || ticket.Owner != placement.Ticket.Owner
        || ticket.Owner == agent
        || (ticket.HandOverTo is not null && ticket.HandOverTo != desk)
            ? Decision.NoChange
            : Decision.Accept(
                new HandOverOffered(
                    ticket.Owner,
                    agent,
                    $"routing: {placement.Because}",
                    now,
                    now + rules.OfferExpiresAfter,
                    ticket.HandOverTo
                )
            );
}

/// <summary>
/// I9, I11: nobody answered the offer in time. Whom the routing chose counts as away, or tickets could be offered to an empty chair for
/// ever.
/// </summary>
internal static class LapseHandOver
{
    public const string Purpose = "hand-over-lapse";

    internal static Decision Decide(Ticket ticket, DateTimeOffset now) =>
        ticket is { IsOpen: true, HandOver: { To: var to, ExpiresAt: { } expires } } && expires <= now
            ? Decision.Accept(new HandOverLapsed(ticket.Owner, to, now))
            : Decision.NoChange;

    internal static Decision Away(RoutedAgent agent, DateTimeOffset now) =>
        agent.Presence != Presence.Available
            ? Decision.NoChange
            : Decision.Accept(
                new PresenceChanged(
                    Presence.Away,
                    agent.Sites,
                    agent.Regions,
                    agent.Clearance,
                    "An offer was not answered.",
                    "system:intake",
                    now
                )
            );

    internal static async Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string? receiver = null;
        await session.Decide<Ticket>(
            due.Key,
            ticket =>
            {
                var decision = Decide(ticket, now);
                receiver = ticket.HandOver?.By is null ? decision.Events.OfType<HandOverLapsed>().SingleOrDefault()?.To : null;
                return decision;
            },
            exclusively: true,
            cancellationToken: cancellationToken
        );
        if (receiver is not null && await session.LoadAsync<RoutedAgent>(RoutedAgent.StreamOf(receiver), cancellationToken) is not null)
        {
            await session.Decide<RoutedAgent>(
                RoutedAgent.StreamOf(receiver),
                agent => Away(agent, now),
                exclusively: true,
                cancellationToken: cancellationToken
            );
        }
    }
}
