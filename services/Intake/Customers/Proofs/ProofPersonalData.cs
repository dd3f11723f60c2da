using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Customers.Proofs;

/// <summary>I4: attempts to prove an identity, without codes, and the service password.</summary>
internal sealed class ProofPersonalData : IHoldsPersonalData
{
    public string Part => "proofs";

    public Task Forget(IDocumentSession session, ErasedPerson person, CancellationToken cancellationToken)
    {
        session.Delete<ServicePassword>(person.Number);
        return Task.CompletedTask;
    }

    public async Task<object?> Export(IQuerySession query, string customer, CancellationToken cancellationToken)
    {
        var attempts = new List<ExportedFact>();
        foreach (var proof in await query.Query<Proof>().Where(p => p.CustomerNumber == customer).ToListAsync(cancellationToken))
        {
            attempts.AddRange(await query.FactsOf(proof.Id, WithoutCode, cancellationToken));
        }

        return attempts;
    }

    private static object WithoutCode(object data) => data is ProofRequested requested ? requested with { CodeHash = null } : data;
}
