namespace CustomerService.Intake.Channels.Mail;

/// <summary>What is known around a mail when it is decided on.</summary>
/// <param name="DuplicateOf">An earlier mail with the same bytes, or the same words under the same Message-ID from the same sender;
/// or null.</param>
/// <param name="Customers">Customers that the sender's address belongs to.</param>
/// <param name="Ticket">The ticket that it refers to by Message-ID or subject; or null.</param>
/// <param name="FromSenderInTheLastHour">Mails of this sender before it, within an hour.</param>
/// <param name="AnonymousCustomer">Number of the file for unknown senders, when there is one.</param>
internal sealed record MailContext(
    string? DuplicateOf,
    IReadOnlyList<string> Customers,
    KnownTicket? Ticket,
    int FromSenderInTheLastHour,
    string? AnonymousCustomer
);

/// <summary>A ticket that a mail may belong to.</summary>
/// <param name="Number">Its number.</param>
/// <param name="CustomerNumber">Whose it is.</param>
/// <param name="IsLive">Open, or resolved and waiting for the customer's word.</param>
/// <param name="KnowsSender">A mail from this address is a contact of it already.</param>
internal sealed record KnownTicket(string Number, string CustomerNumber, bool IsLive, bool KnowsSender);

/// <summary>What becomes of a mail.</summary>
internal abstract record MailVerdict
{
    /// <summary>A further contact of a ticket.</summary>
    public sealed record Join(string TicketNumber, string CustomerNumber) : MailVerdict;

    /// <summary>The first contact of a new ticket.</summary>
    public sealed record Open(string CustomerNumber, string? Reason) : MailVerdict;

    /// <summary>A person has to look.</summary>
    public sealed record Park(string Reason, string? TicketNumber) : MailVerdict;

    /// <summary>No contact.</summary>
    public sealed record Refuse(string Reason) : MailVerdict;
}

/// <summary>
/// I7: the rule. Automatic mail never opens a ticket; a number or a reference counts only from an address that belongs to the
/// ticket; nothing that a person may
/// have written is refused.
/// </summary>
internal static class MailDecision
{
    public static MailVerdict Decide(ParsedMail mail, MailContext known, MailOptions rules)
    {
        if (known.DuplicateOf is not null)
        {
            return new MailVerdict.Refuse("duplicate");
        }

        if (mail.Automatic is { } automatic)
        {
            return new MailVerdict.Refuse(automatic);
        }

        var ticket = known.Ticket;
        if (Doubt(mail, known, rules) is { } doubt)
        {
            return new MailVerdict.Park(doubt, ticket?.Number);
        }

        if (ticket is not null && (ticket.KnowsSender || known.Customers.Contains(ticket.CustomerNumber)))
        {
            // Nobody looks at an ended ticket any more: what its customer writes now is a new matter until an agent says otherwise.
            return ticket.IsLive
                ? new MailVerdict.Join(ticket.Number, ticket.CustomerNumber)
                : new MailVerdict.Open(ticket.CustomerNumber, "ticket-ended");
        }

        return known.Customers switch
        {
            [var customer] => new MailVerdict.Open(customer, ticket is null ? null : "ticket-of-another"),
            [_, _, ..] => new MailVerdict.Park("sender-ambiguous", ticket?.Number),
            _ when ticket is not null => new MailVerdict.Park("sender-not-of-ticket", ticket.Number),
            _ when known.AnonymousCustomer is { } anonymous => new MailVerdict.Open(anonymous, "sender-unknown"),
            _ => new MailVerdict.Park("sender-unknown", null),
        };
    }

    private static string? Doubt(ParsedMail mail, MailContext known, MailOptions rules)
    {
        if (mail.Sender is null)
        {
            return "sender-missing";
        }

        if (mail.SenderProven == false)
        {
            return "sender-not-proven";
        }

        // Our customers write through groups; who is unknown and writes to a list may be a newsletter.
        if (mail.Doubt is { } doubt && (doubt != AutomaticMail.List || known.Customers.Count == 0))
        {
            return doubt;
        }

        return known.FromSenderInTheLastHour >= rules.MostPerHour ? "too-many-from-sender" : null;
    }
}
