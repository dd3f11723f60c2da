using CustomerService.Intake.Tickets.Life;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.HandOvers;

/// <summary>I9, A1: who can be asked to take a ticket over. Who somebody is and what they may see is what Identity says.</summary>
internal sealed class Receivers(IQuerySession query, IOptions<TicketOptions> rules, TimeProvider clock)
{
    public TicketOptions Rules => rules.Value;

    /// <summary>Why <paramref name="receiver"/> cannot be asked, or null. The desk can always be.</summary>
    public async Task<Rejection?> Refuse(string receiver, string ticket, CancellationToken cancellationToken)
    {
        if (receiver == Rules.Desk)
        {
            return null;
        }

        if ((await query.LoadAsync<KnownPerson>(receiver, cancellationToken))?.AsOneOf(Access.Desk) is not { } colleague)
        {
            return Rejection.Invalid("receiver-unknown", $"{receiver} is nobody who works on tickets.");
        }

        return await query
            .Query<TicketView>()
            .Where(row => row.Id == ticket)
            .VisibleTo(colleague, clock.GetUtcNow())
            .AnyAsync(cancellationToken)
            ? null
            : Rejection.Conflict("receiver-not-cleared", $"The ticket is closed to {receiver}.");
    }
}
