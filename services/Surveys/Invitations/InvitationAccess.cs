namespace CustomerService.Surveys.Invitations;

/// <summary>
/// A1: who sees which invitations: those of tickets that one of the own sites worked on. Where none did, the head quarters.
/// </summary>
internal static class InvitationAccess
{
    public static IQueryable<SurveyInvitationView> VisibleTo(this IQueryable<SurveyInvitationView> invitations, Actor actor) =>
        actor.IsRestricted ? invitations.Where(actor.Scope.Filter<SurveyInvitationView>(i => i.SiteCode)) : invitations;
}
