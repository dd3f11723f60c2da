using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;
using Marten.Linq.MatchesSql;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>Who sees which mails (I4, I7).</summary>
internal static class MailVisibility
{
    /// <summary>
    /// The mails that <paramref name="actor"/> may see: not one that belongs to a closed file, that came from an address in one, or that
    /// seems to mean a ticket of one; a repeat and a parked mail belong to nobody yet. A mail without a customer is
    /// visible to all who work on mails, once it has been read.
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
                $"not {Visibility.Closed("d.data ->> 'customerNumber'", "?", "?", "?")} "
                    + "and not exists (select 1 from mt_doc_ticketview t where t.id = d.data ->> 'ticketNumber' and "
                    + $"{Visibility.Closed("t.data ->> 'customerNumber'", "?", "?", "?")}) "
                    + "and not exists (select 1 from mail_raw r cross join lateral (values (r.sender), (lower(r.envelope_from))) as "
                    + "s(address) "
                    + $"join mt_doc_customer c on {MailAddresses.IsOf("c", "s.address")} where r.number = d.id and s.address <> '' "
                    + $"and {Visibility.Closed("c.id", "?", "?", "?")}) "
                    + "and not exists (select 1 from mail_raw r where r.number = d.id and r.due_at is not null)",
                values
            )
        );
    }

    /// <summary>404 for every route of a mail of a customer whom the actor may not see.</summary>
    public static TBuilder OfVisibleMails<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        VisibleFiles.Refuse(routes, "number", false, async (number, actor, query, now, cancellationToken) =>
            actor.SeesEverything()
            || await query.Query<InboundMail>().Where(m => m.Id == number).VisibleTo(actor, now).AnyAsync(cancellationToken)
                ? null
                : Rejection.NotFound("inbound-mail", number).ToProblem()
        );
}
