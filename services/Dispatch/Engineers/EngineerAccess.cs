namespace CustomerService.Dispatch.Engineers;

/// <summary>A1: who sees which engineers: those of the own sites.</summary>
internal static class EngineerAccess
{
    public static IQueryable<Engineer> VisibleTo(this IQueryable<Engineer> engineers, Actor actor) =>
        actor.IsRestricted ? engineers.Where(actor.Scope.Filter<Engineer>(e => e.HomeSite)) : engineers;
}
