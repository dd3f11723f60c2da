using System.Linq.Expressions;
using CustomerService.ServiceDefaults;
using Marten;
using Marten.Linq.MatchesSql;

namespace CustomerService.Intake.Customers.Files;

/// <summary>
/// Who sees which rows (I4, I16, A1), once for lists, counts, single resources and commands. Customers see what is theirs, staff see files
/// up to their clearance or as long as they have borrowed them, and what hangs on a file with it. What one may not see does not exist. Each
/// module says beside its documents which of them that is.
/// </summary>
internal static class Visibility
{
    /// <summary>The customers that <paramref name="actor"/> may see.</summary>
    public static IQueryable<Customer> VisibleTo(this IQueryable<Customer> customers, Actor actor, DateTimeOffset now) =>
        customers.Where(Customers(actor, now));

    /// <summary>The same as a condition.</summary>
    public static Expression<Func<Customer, bool>> Customers(Actor actor, DateTimeOffset now) =>
        actor.Is(Role.Customer) ? c => c.Id == actor.Id : Open<Customer>("d.id", actor, now);

    /// <summary>Whether nothing is left out for this actor, so that nobody needs to look.</summary>
    public static bool SeesEverything(this Actor actor) => !actor.IsRestricted && actor.Clearance == Confidentiality.TopSecret;

    /// <summary>In SQL: whether a file is above the clearance and not borrowed. Each parameter stands in it once, in this order.</summary>
    public static string Closed(string customer, string clearance, string borrower, string now) =>
        $"exists (select 1 from mt_doc_confidentialfile f where f.id = {customer} and (f.data ->> 'level')::int > {clearance} and "
        + "not exists "
        + $"(select 1 from mt_doc_borrowing b where b.data ->> 'customerNumber' = f.id and b.data ->> 'borrower' = {borrower} and "
        + "b.data ->> 'status' = 'Approved' "
        + $"and (b.data ->> 'dueAt')::timestamptz > {now}))";

    // Files up to the clearance, and borrowed ones until they are due. The due date counts by itself: a due row that is late keeps nobody
    // in.
    internal static Expression<Func<T, bool>> Open<T>(string customer, Actor actor, DateTimeOffset now)
        where T : class
    {
        var (sql, values) =
            actor.Clearance == Confidentiality.TopSecret
                ? ("true", Array.Empty<object>())
                : ($"not {Closed(customer, "?", "?", "?")}", [(int)actor.Clearance, actor.Id, now]);
        return row => row.MatchesSql(sql, values);
    }
}

/// <summary>The same rules for one resource and for commands on it, where the routes of a resource are mapped.</summary>
internal static class VisibleFiles
{
    /// <summary>404 for every route of a file that the actor may not see, and 410 for those of an erased one.</summary>
    public static TBuilder OfVisibleCustomers<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.Refuse("number", false, async (number, actor, query, now, cancellationToken) =>
        {
            var found = await query
                .Query<Customer>()
                .Where(c => c.Id == number)
                .VisibleTo(actor, now)
                .Select(c => new { c.ErasedAt })
                .ToListAsync(cancellationToken);
            return found is not [{ } file] ? Rejection.NotFound("customer", number).ToProblem()
                : file.ErasedAt is not null ? Problems.Problem(StatusCodes.Status410Gone, "customer-erased", $"{number} was erased.")
                : null;
        });

    /// <summary>Looks whether the actor may see a resource; a problem when not.</summary>
    internal delegate Task<IResult?> Look(
        string key,
        Actor actor,
        IQuerySession query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    );

    /// <summary>Asks <paramref name="look"/> before every route, with the value of <paramref name="parameter"/>.</summary>
    internal static TBuilder Refuse<TBuilder>(this TBuilder routes, string parameter, bool bySite, Look look)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(
            new VisibleResource(
                (http, actor) =>
                    look(
                        (string)http.GetRouteValue(parameter)!,
                        actor,
                        http.RequestServices.GetRequiredService<IQuerySession>(),
                        http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
                        http.RequestAborted
                    )
            )
            {
                ByPlace = bySite,
            }
        );
}
