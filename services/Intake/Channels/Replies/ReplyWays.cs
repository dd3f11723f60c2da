using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.Intake.Tickets.Life;
using Marten;

namespace CustomerService.Intake.Channels.Replies;

/// <summary>I20: by which channel our words go: the one that the customer came by, or likes, as far as it can be carried.</summary>
internal sealed class ReplyWays(MailServer mail, ShortMessages messages)
{
    public bool CarriesMail => mail.IsConfigured;

    /// <param name="customer">The file, or null when there is none.</param>
    /// <param name="writesMail">Whether the customer wrote an e-mail about the matter.</param>
    public ReplyChannel For(Customer? customer, bool writesMail)
    {
        if (mail.IsConfigured && writesMail && customer?.ErasedAt is null)
            return ReplyChannel.Email;
        if (customer is null || customer.ErasedAt is not null)
            return ReplyChannel.Page;
        var canMail = mail.IsConfigured && customer.Email is { Length: > 0 };
        var canText = messages.IsConfigured && customer.Phone.Length > 0;
        if (canMail && (customer.PreferredChannel == ReachBy.Email || !canText))
            return ReplyChannel.Email;
        return canText ? ReplyChannel.Sms : ReplyChannel.Page;
    }

    /// <summary>The same for a ticket as it is now.</summary>
    public async Task<ReplyChannel> Of(IQuerySession query, string ticket, CancellationToken cancellationToken)
    {
        if (!mail.IsConfigured && !messages.IsConfigured)
            return ReplyChannel.Page;
        var number = await query
            .Query<TicketView>()
            .Where(t => t.Id == ticket)
            .Select(t => t.CustomerNumber)
            .SingleOrDefaultAsync(cancellationToken);
        var customer = number is null ? null : await query.LoadAsync<Customer>(number, cancellationToken);
        var writes = await query
            .Query<InboundMail>()
            .AnyAsync(m => m.TicketNumber == ticket && m.Status == MailStatus.Accepted, cancellationToken);
        return For(customer, writes);
    }
}
