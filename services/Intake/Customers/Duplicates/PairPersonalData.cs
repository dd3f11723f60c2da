using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Customers.Duplicates;

/// <summary>I4: what was said of the file and another one: the same customer's or not.</summary>
internal sealed class PairPersonalData : IHoldsPersonalData
{
    public string Part => "links";

    public Task<IReadOnlyList<string>> Streams(IQuerySession query, string customer, CancellationToken cancellationToken) =>
        query.Query<Pair>().Where(p => p.First == customer || p.Second == customer).Select(p => p.Id).ToListAsync(cancellationToken);

    public async Task<object?> Export(IQuerySession query, string customer, CancellationToken cancellationToken)
    {
        var links = new List<ExportedFact>();
        foreach (var pair in await Streams(query, customer, cancellationToken))
        {
            links.AddRange(await query.FactsOf(pair, WithoutNumbers, cancellationToken));
        }

        return links;
    }

    // The number of another file is another person's, maybe.
    private static object WithoutNumbers(object data) =>
        data switch
        {
            CustomersLinked linked => linked with { First = "", Second = "" },
            DuplicateDismissed dismissed => dismissed with { First = "", Second = "" },
            _ => data,
        };
}
