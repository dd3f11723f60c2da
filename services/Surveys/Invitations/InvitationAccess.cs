using CustomerService.ServiceDefaults;

namespace CustomerService.Surveys.Invitations;

/// <summary>
/// A1: who sees which invitations: those of tickets that one of the own sites worked on. Where none did, the head quarters. Nobody sees
/// those of a file that is closed to them (I4).
/// </summary>
internal static class InvitationAccess
{
    public static IQueryable<SurveyInvitationView> VisibleTo(this IQueryable<SurveyInvitationView> invitations, Actor actor) =>
        actor.Is(Role.Customer)
            ? invitations.Where(i => i.CustomerNumber == actor.Id)
            : (actor.IsRestricted ? invitations.Where(actor.Scope.Filter<SurveyInvitationView>(i => i.SiteCode)) : invitations).Open(
                "d.data ->> 'customerNumber'",
                actor
            );
}
