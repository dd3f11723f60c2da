using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Customers.Borrowings;

/// <summary>I4: who borrowed the file, and what for.</summary>
internal sealed class BorrowingPersonalData : IHoldsPersonalData
{
    public string Part => "borrowings";

    public Task<IReadOnlyList<string>> Streams(IQuerySession query, string customer, CancellationToken cancellationToken) =>
        query.Query<Borrowing>().Where(b => b.CustomerNumber == customer).Select(b => b.Id).ToListAsync(cancellationToken);

    public async Task<object?> Export(IQuerySession query, string customer, CancellationToken cancellationToken) =>
        await query.Query<Borrowing>().Where(b => b.CustomerNumber == customer).OrderBy(b => b.Id).ToListAsync(cancellationToken);
}
