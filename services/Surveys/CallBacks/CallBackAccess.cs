using CustomerService.ServiceDefaults;

namespace CustomerService.Surveys.CallBacks;

/// <summary>
/// A1: who sees which call-backs: those of tickets that one of the own sites worked on. Where none did, the head quarters. Nobody sees
/// those of a file that is closed to them (I4).
/// </summary>
internal static class CallBackAccess
{
    public static IQueryable<CallBackView> VisibleTo(this IQueryable<CallBackView> callBacks, Actor actor) =>
        (actor.IsRestricted ? callBacks.Where(actor.Scope.Filter<CallBackView>(c => c.SiteCode)) : callBacks).Open(
            "d.data ->> 'customerNumber'",
            actor
        );
}
