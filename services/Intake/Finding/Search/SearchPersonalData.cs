using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Tickets.Life;
using Marten;

namespace CustomerService.Intake.Finding.Search;

/// <summary>
/// I4: from the moment of the erasure the file is no longer found, tickets and units only by their numbers. What the index takes up later
/// it reads from what the erasure left: masked events and documents.
/// </summary>
internal sealed class SearchPersonalData : IHoldsPersonalData
{
    public string Part => "search";

    public async Task Forget(IDocumentSession session, ErasedPerson person, CancellationToken cancellationToken)
    {
        var tickets = await session.Query<TicketView>().Where(t => t.CustomerNumber == person.Number).ToListAsync(cancellationToken);
        session.QueueSearchEntries([
            new SearchEntry(SearchKind.Customer, person.Number, null, null, null, default, []),
            .. tickets.Select(SearchEntries.WithoutWords),
        ]);
    }
}
