using System.Linq.Expressions;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Channels.Board;
using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Marten.Linq.MatchesSql;

namespace CustomerService.Intake.Customers.Files;

/// <summary>
/// Who sees which rows (I4, I16, A1), once for lists, counts, single resources and commands. Customers see what is theirs. Staff see the
/// tickets of their sites and regions, and files up to their clearance or as long as they have borrowed them. What one may not see does not
/// exist.
/// </summary>
internal static class Visibility
{
    /// <summary>The customers that <paramref name="actor"/> may see.</summary>
    public static IQueryable<Customer> VisibleTo(this IQueryable<Customer> customers, Actor actor, DateTimeOffset now) =>
        customers.Where(Customers(actor, now));

    /// <summary>The same as a condition.</summary>
    public static Expression<Func<Customer, bool>> Customers(Actor actor, DateTimeOffset now) =>
        actor.Is(Role.Customer) ? c => c.Id == actor.Id : Open<Customer>("d.id", actor, now);

    /// <summary>
    /// The tickets that <paramref name="actor"/> may see: of a site that works on them, or of the customer's region while none does.
    /// </summary>
    public static IQueryable<TicketView> VisibleTo(this IQueryable<TicketView> tickets, Actor actor, DateTimeOffset now) =>
        actor.Is(Role.Customer)
            ? tickets.Where(t => t.CustomerNumber == actor.Id)
            : (actor.IsRestricted ? tickets.Where(actor.Scope.Filter<TicketView>(t => t.SiteCode, t => t.RegionCode)) : tickets).Where(
                Open<TicketView>("d.data ->> 'customerNumber'", actor, now)
            );

    /// <summary>The units that <paramref name="actor"/> may see; one that is nobody's is everybody's of staff.</summary>
    public static IQueryable<Unit> VisibleTo(this IQueryable<Unit> units, Actor actor, DateTimeOffset now) =>
        units.Where(Units(actor, now));

    /// <summary>The same as a condition.</summary>
    public static Expression<Func<Unit, bool>> Units(Actor actor, DateTimeOffset now) =>
        actor.Is(Role.Customer) ? u => u.CustomerNumber == actor.Id : Open<Unit>("d.data ->> 'customerNumber'", actor, now);

    /// <summary>
    /// The mails that <paramref name="actor"/> may see: not one that belongs to a closed file, that came from an address in one, or that
    /// seems to mean a ticket of one; a repeat and a parked mail belong to nobody yet. One that is nobody's is everybody's who works on
    /// mails, once it has been read.
    /// </summary>
    public static IQueryable<InboundMail> VisibleTo(this IQueryable<InboundMail> mails, Actor actor, DateTimeOffset now)
    {
        if (actor.Clearance == Confidentiality.TopSecret)
        {
            return mails;
        }

        object[] values = [(int)actor.Clearance, actor.Id, now, (int)actor.Clearance, actor.Id, now, (int)actor.Clearance, actor.Id, now];
        return mails.Where(m =>
            m.MatchesSql(
                $"not {Closed("d.data ->> 'customerNumber'", "?", "?", "?")} "
                    + "and not exists (select 1 from mt_doc_ticketview t where t.id = d.data ->> 'ticketNumber' and "
                    + $"{Closed("t.data ->> 'customerNumber'", "?", "?", "?")}) "
                    + "and not exists (select 1 from mail_raw r cross join lateral (values (r.sender), (lower(r.envelope_from))) as "
                    + "s(address) "
                    + $"join mt_doc_customer c on {MailAddresses.IsOf("c", "s.address")} where r.number = d.id and s.address <> '' "
                    + $"and {Closed("c.id", "?", "?", "?")}) "
                    + "and not exists (select 1 from mail_raw r where r.number = d.id and r.due_at is not null)",
                values
            )
        );
    }

    /// <summary>The questions on the board that <paramref name="actor"/> may see before everybody does.</summary>
    public static IQueryable<BoardQuestion> VisibleTo(this IQueryable<BoardQuestion> questions, Actor actor, DateTimeOffset now) =>
        questions.Where(
            actor.Is(Role.Customer) ? q => q.CustomerNumber == actor.Id : Open<BoardQuestion>("d.data ->> 'customerNumber'", actor, now)
        );

    /// <summary>The borrowings that <paramref name="actor"/> may see: their own, and those of files within their clearance.</summary>
    public static IQueryable<Borrowing> VisibleTo(this IQueryable<Borrowing> borrowings, Actor actor, DateTimeOffset now)
    {
        object[] values = [actor.Id, (int)actor.Clearance];
        return borrowings.Where(b =>
            b.MatchesSql(
                "(d.data ->> 'borrower' = ? or not exists (select 1 from mt_doc_confidentialfile f where f.id = d.data ->> "
                    + "'customerNumber' and (f.data ->> 'level')::int > ?))",
                values
            )
        );
    }

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
    private static Expression<Func<T, bool>> Open<T>(string customer, Actor actor, DateTimeOffset now)
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
internal static class VisibleResources
{
    /// <summary>404 for every route of a ticket that the actor may not see.</summary>
    public static TBuilder OfVisibleTickets<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.Refuse("number", true, async (number, actor, query, now, cancellationToken) =>
            actor.SeesEverything()
            || await query.Query<TicketView>().Where(t => t.Id == number).VisibleTo(actor, now).AnyAsync(cancellationToken)
                ? null
                : Rejection.NotFound("ticket", number).ToProblem()
        );

    /// <summary>404 for every route of a mail of a customer whom the actor may not see.</summary>
    public static TBuilder OfVisibleMails<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.Refuse("number", false, async (number, actor, query, now, cancellationToken) =>
            actor.SeesEverything()
            || await query.Query<InboundMail>().Where(m => m.Id == number).VisibleTo(actor, now).AnyAsync(cancellationToken)
                ? null
                : Rejection.NotFound("inbound-mail", number).ToProblem()
        );

    /// <summary>404 for every route of a question of a customer whom the actor may not see.</summary>
    public static TBuilder OfVisibleQuestions<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.Refuse("question", false, async (number, actor, query, now, cancellationToken) =>
            actor.SeesEverything()
            || await query.Query<BoardQuestion>().Where(q => q.Id == number).VisibleTo(actor, now).AnyAsync(cancellationToken)
                ? null
                : Rejection.NotFound<BoardQuestion>(number).ToProblem()
        );

    /// <summary>404 for every route of a unit that the actor may not see; what nobody knows is left to the route.</summary>
    public static TBuilder OfVisibleUnits<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.Refuse("imei", false, async (imei, actor, query, now, cancellationToken) =>
            actor.SeesEverything()
            || await query.Query<Unit>().Where(u => u.Id == imei).VisibleTo(actor, now).AnyAsync(cancellationToken)
            || !await query.Query<Unit>().Where(u => u.Id == imei).AnyAsync(cancellationToken)
                ? null
                : Rejection.NotFound("unit", imei).ToProblem()
        );

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

    private delegate Task<IResult?> Look(
        string key,
        Actor actor,
        IQuerySession query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    );

    private static TBuilder Refuse<TBuilder>(this TBuilder routes, string parameter, bool bySite, Look look)
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
