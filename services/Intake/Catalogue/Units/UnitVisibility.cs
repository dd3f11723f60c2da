using System.Linq.Expressions;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Catalogue.Units;

/// <summary>Who sees which units (I4).</summary>
internal static class UnitVisibility
{
    /// <summary>The units that <paramref name="actor"/> may see. Units without an owner are visible to all staff.</summary>
    public static IQueryable<Unit> VisibleTo(this IQueryable<Unit> units, Actor actor, DateTimeOffset now) =>
        units.Where(UnitsOf(actor, now));

    /// <summary>The same as a condition.</summary>
    public static Expression<Func<Unit, bool>> UnitsOf(Actor actor, DateTimeOffset now) =>
        actor.Is(Role.Customer) ? u => u.CustomerNumber == actor.Id : Visibility.Open<Unit>("d.data ->> 'customerNumber'", actor, now);

    /// <summary>404 for every route of a unit that the actor may not see; what nobody knows is left to the route.</summary>
    public static TBuilder OfVisibleUnits<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        VisibleFiles.Refuse(routes, "imei", false, async (imei, actor, query, now, cancellationToken) =>
            actor.SeesEverything()
            || await query.Query<Unit>().Where(u => u.Id == imei).VisibleTo(actor, now).AnyAsync(cancellationToken)
            || !await query.Query<Unit>().Where(u => u.Id == imei).AnyAsync(cancellationToken)
                ? null
                : Rejection.NotFound("unit", imei).ToProblem()
        );
}
