using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Attachments;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>What a mail does to tickets and to the raw store; written in the transaction of the mail's own event.</summary>
internal static class MailEffects
{
    public static void Open(
        IDocumentSession session,
        string ticket,
        Customer customer,
        ParsedMail mail,
        string key,
        string owner,
        MailOptions rules,
        TicketOptions tickets,
        DateTimeOffset now
    )
    {
        var opening = new OpenTicket(Channel.Email, key, customer.Id, rules.TicketType, mail.TicketText);
        session.Insert(new ContactKey(ContactKey.IdOf(Channel.Email, key), ticket));
        session.Events.StartStream<Ticket>(ticket, OpenTicket.Decide(opening, customer, null, owner, tickets, now));
    }

    public static async Task<Rejection?> Join(
        IDocumentSession session,
        string ticket,
        ParsedMail mail,
        string key,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var contact = new AddContact(Channel.Email, Direction.In, key, mail.ContactText);
        var decided = await session.OnFinalTicket(
            ticket,
            t => AddContact.Decide(t, contact, null, actor, now),
            exclusively: true,
            cancellationToken
        );
        if (decided is { Rejection: null, State.Id: var final })
        {
            session.Insert(new ContactKey(ContactKey.IdOf(Channel.Email, key), final));
        }

        return decided.Rejection;
    }

    /// <summary>
    /// One dedup key per channel: the Message-ID, unless it is missing or taken by another mail; then the bytes, then the number of
    /// the mail.
    /// </summary>
    public static async Task<string> KeyOf(
        IQuerySession query,
        ParsedMail mail,
        byte[] sha256,
        string number,
        CancellationToken cancellationToken
    )
    {
        string?[] keys = [mail.MessageId, $"sha256:{Convert.ToHexStringLower(sha256)}"];
        foreach (var key in keys.OfType<string>())
        {
            if (await query.LoadAsync<ContactKey>(ContactKey.IdOf(Channel.Email, key), cancellationToken) is null)
            {
                return key;
            }
        }

        return $"mail:{number}";
    }

    /// <summary>The mail has been read: it waits no longer, and what lists and threads need is known.</summary>
    public static void Conclude(IDocumentSession session, string number, ParsedMail? mail) =>
        session.QueueSqlCommand(
            "update mail_raw set due_at = null, sender = nullif(?, ''), subject = nullif(?, ''), message_id = nullif(?, '') "
                + "where number = ?",
            mail?.Sender ?? "",
            mail?.Subject ?? "",
            mail?.MessageId ?? "",
            number
        );

    /// <summary>Keeps the attachments of a mail that has been parked or refused before.</summary>
    public static void Replace(IDocumentSession session, string number, IReadOnlyList<ParsedAttachment> attachments)
    {
        session.QueueSqlCommand("delete from mail_attachment where mail = ?", number);
        Keep(session, number, attachments);
    }

    public static void Keep(IDocumentSession session, string number, IReadOnlyList<ParsedAttachment> attachments)
    {
        foreach (var (position, attachment) in attachments.Index())
        {
            session.QueueSqlCommand(
                "insert into mail_attachment (mail, ordinal, name, type, size, refused, content) "
                    + "values (?, ?, ?, ?, ?, nullif(?, ''), case when ? = '' then ?::bytea end)",
                number,
                position + 1,
                attachment.Name,
                attachment.Type,
                attachment.Size,
                attachment.Refused ?? "",
                attachment.Refused ?? "",
                attachment.Content ?? []
            );
        }
    }
}
