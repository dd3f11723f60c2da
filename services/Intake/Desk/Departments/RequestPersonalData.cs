using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Tickets.Life;
using Marten;

namespace CustomerService.Intake.Desk.Departments;

/// <summary>I4: what departments asked each other on a customer's tickets; the events stand in the tickets' streams.</summary>
internal sealed class RequestPersonalData : IHoldsPersonalData
{
    public string Part => "tickets";

    public async Task Forget(IDocumentSession session, ErasedPerson person, CancellationToken cancellationToken)
    {
        var tickets = await session.TicketsOf(person.Number, cancellationToken);
        var requests = await session
            .Query<CrossDepartmentRequest>()
            .Where(r => tickets.Contains(r.TicketNumber))
            .ToListAsync(cancellationToken);
        session.Store(requests.Select(r => r.WithoutWords()));
    }
}
