using CustomerService.Intake.Tickets.Life;
using Marten;

namespace CustomerService.Intake.Finding.Search;

/// <summary>I4: the erasure of a person calls this in its own transaction, so that nobody finds them from that moment on.</summary>
internal static class ForgetCustomer
{
    /// <summary>
    /// The file is no longer found, tickets and units only by their numbers. What the index takes up later it reads from what the erasure
    /// left: masked events and documents.
    /// </summary>
    public static async Task QueueForgetCustomer(this IDocumentOperations operations, string number, CancellationToken cancellationToken)
    {
        var tickets = await operations.Query<TicketView>().Where(t => t.CustomerNumber == number).ToListAsync(cancellationToken);
        operations.QueueSearchEntries([
            new SearchEntry(SearchKind.Customer, number, null, null, null, default, []),
            .. tickets.Select(SearchEntries.WithoutWords),
        ]);
    }
}
