using System.Linq.Expressions;
using CustomerService.ServiceDefaults;
using Marten.Linq.MatchesSql;

namespace CustomerService.Complaints.Files;

/// <summary>
/// A1: who sees which complaints: customers their own; staff those that they or somebody of their sites handle, and those about one of
/// their sites, whose lead has to answer for it. Who decides is another matter: nobody of the site complained about becomes its handler
/// (C2). Nobody sees those of a file
/// that is closed to them (I4).
/// </summary>
internal static class ComplaintAccess
{
    /// <summary>SQL of the customer's file that a complaint belongs to.</summary>
    public const string File = "d.data ->> 'customerNumber'";

    public static IQueryable<ComplaintView> VisibleTo(this IQueryable<ComplaintView> complaints, Actor actor) =>
        actor.Is(Role.Customer)
            ? complaints.Where(c => c.CustomerNumber == actor.Id)
            : (actor.IsRestricted ? complaints.Where(Concerning(actor)) : complaints)
                .Where(c => c.MatchesSql(NotAbout, actor.Id))
                .Open(File, actor);

    // C2: who is complained about sees nothing of it. Ids are compared without case.
    private const string NotAbout = "not (lower(d.data ->> 'aboutKind') = 'person' and lower(coalesce(d.data ->> 'about', '')) = lower(?))";

    private static Expression<Func<ComplaintView, bool>> Concerning(Actor actor)
    {
        Expression<Func<ComplaintView, bool>> own = c => c.HandlerId == actor.Id;
        Expression<Func<ComplaintView, bool>> aboutASite = c => c.AboutKind == AboutKind.Site;
        return own.Or(actor.Scope.Filter<ComplaintView>(c => c.HandlerSite))
            .Or(aboutASite.And(actor.Scope.Filter<ComplaintView>(c => c.About)));
    }
}
