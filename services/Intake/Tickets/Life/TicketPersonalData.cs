using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>I4: a customer's tickets, and the keys of their contacts.</summary>
internal sealed class TicketPersonalData : IHoldsPersonalData
{
    public string Part => "tickets";

    public Task<IReadOnlyList<string>> Streams(IQuerySession query, string customer, CancellationToken cancellationToken) =>
        query.TicketsOf(customer, cancellationToken);

    public async Task Forget(IDocumentSession session, ErasedPerson person, CancellationToken cancellationToken)
    {
        var tickets = await session.TicketsOf(person.Number, cancellationToken);
        session.DeleteWhere<ContactKey>(k => tickets.Contains(k.TicketNumber));
    }
}

internal static class TicketsOfCustomers
{
    /// <summary>Numbers of all tickets of a customer, merged ones too.</summary>
    public static Task<IReadOnlyList<string>> TicketsOf(this IQuerySession query, string customer, CancellationToken cancellationToken) =>
        query
            .Query<TicketView>()
            .Where(t => t.CustomerNumber == customer)
            .OrderBy(t => t.Id)
            .Select(t => t.Id)
            .ToListAsync(cancellationToken);
}
