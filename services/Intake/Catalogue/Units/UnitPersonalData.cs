using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Catalogue.Units;

/// <summary>I4: the customer's units. Their facts stay: they are about the unit.</summary>
internal sealed class UnitPersonalData : IHoldsPersonalData
{
    public string Part => "units";

    public async Task<object?> Export(IQuerySession query, string customer, CancellationToken cancellationToken) =>
        await query.Query<Unit>().Where(u => u.CustomerNumber == customer).OrderBy(u => u.Id).ToListAsync(cancellationToken);
}
