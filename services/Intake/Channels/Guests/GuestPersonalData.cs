using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Channels.Guests;

/// <summary>I4: passes to the customer's tickets end.</summary>
internal sealed class GuestPersonalData : IHoldsPersonalData
{
    public string Part => "guests";

    public Task Forget(IDocumentSession session, ErasedPerson person, CancellationToken cancellationToken)
    {
        session.DeleteWhere<GuestPass>(p => p.CustomerNumber == person.Number);
        return Task.CompletedTask;
    }
}
