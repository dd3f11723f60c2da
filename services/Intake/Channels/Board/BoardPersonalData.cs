using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Channels.Board;

/// <summary>I4: the customer's questions on the message board, with what became of them.</summary>
internal sealed class BoardPersonalData : IHoldsPersonalData
{
    public string Part => "questions";

    public Task<IReadOnlyList<string>> Streams(IQuerySession query, string customer, CancellationToken cancellationToken) =>
        query.Query<BoardQuestion>().Where(q => q.CustomerNumber == customer).Select(q => q.Id).ToListAsync(cancellationToken);

    public async Task<object?> Export(IQuerySession query, string customer, CancellationToken cancellationToken) =>
        await query.Query<BoardQuestion>().Where(q => q.CustomerNumber == customer).OrderBy(q => q.Id).ToListAsync(cancellationToken);
}
