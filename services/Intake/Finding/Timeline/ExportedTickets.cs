using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Tickets.Life;
using Marten;

namespace CustomerService.Intake.Finding.Timeline;

/// <summary>A ticket with all its facts.</summary>
/// <param name="Ticket">The ticket now.</param>
/// <param name="Facts">Its own, oldest first.</param>
/// <param name="OtherServices">What other services said about it.</param>
public sealed record ExportedTicket(TicketView Ticket, IReadOnlyList<ExportedFact> Facts, IReadOnlyList<ExportedFact> OtherServices);

/// <summary>I4, the right of access: the tickets of a customer over all services.</summary>
internal sealed class ExportedTickets : IHoldsPersonalData
{
    public string Part => "tickets";

    public async Task<object?> Export(IQuerySession query, string customer, CancellationToken cancellationToken)
    {
        var tickets = await query
            .Query<TicketView>()
            .Where(t => t.CustomerNumber == customer)
            .OrderBy(t => t.Id)
            .ToListAsync(cancellationToken);
        var exported = new List<ExportedTicket>();
        foreach (var ticket in tickets)
        {
            var others = await query.Query<TimelineEntry>().Where(e => e.TicketNumber == ticket.Id).ToListAsync(cancellationToken);
            exported.Add(
                new ExportedTicket(
                    ticket,
                    await query.FactsOf(ticket.Id, without: null, cancellationToken),
                    [.. others.OrderBy(e => e.At).Select(e => new ExportedFact(e.At, $"{e.Service}/{e.Kind}", null, e.Data))]
                )
            );
        }

        return exported;
    }
}
