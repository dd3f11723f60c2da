using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>Says of tickets what those below may ask.</summary>
internal sealed class KnownTickets(IDocumentStore store, TimeProvider clock) : IKnowsTickets
{
    public async Task<bool> Sees(Actor actor, string ticket, CancellationToken cancellationToken)
    {
        await using var query = store.QuerySession();
        return await query.Query<TicketView>().Where(t => t.Id == ticket).VisibleTo(actor, clock.GetUtcNow()).AnyAsync(cancellationToken);
    }
}

/// <summary>Who sees which tickets (I4, A1).</summary>
internal static class TicketVisibility
{
    /// <summary>
    /// The tickets that <paramref name="actor"/> may see: of a site that works on them, or of the customer's region while none does.
    /// </summary>
    public static IQueryable<TicketView> VisibleTo(this IQueryable<TicketView> tickets, Actor actor, DateTimeOffset now) =>
        actor.Is(Role.Customer)
            ? tickets.Where(t => t.CustomerNumber == actor.Id)
            : (actor.IsRestricted ? tickets.Where(actor.Scope.Filter<TicketView>(t => t.SiteCode, t => t.RegionCode)) : tickets).Where(
                Visibility.Open<TicketView>("d.data ->> 'customerNumber'", actor, now)
            );

    /// <summary>404 for every route of a ticket that the actor may not see.</summary>
    public static TBuilder OfVisibleTickets<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        VisibleFiles.Refuse(routes, "number", true, async (number, actor, query, now, cancellationToken) =>
            actor.SeesEverything()
            || await query.Query<TicketView>().Where(t => t.Id == number).VisibleTo(actor, now).AnyAsync(cancellationToken)
                ? null
                : Rejection.NotFound("ticket", number).ToProblem()
        );
}
