using CustomerService.Intake.Common.Imports;
using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>I4: rows about the customer in tables that are still under way.</summary>
internal sealed class ImportedPersonalData : IHoldsPersonalData
{
    public string Part => "imports";

    public Task Forget(IDocumentSession session, ErasedPerson person, CancellationToken cancellationToken)
    {
        session.QueueForgetRows(ImportCustomers.Key, person.Number);
        return Task.CompletedTask;
    }
}
