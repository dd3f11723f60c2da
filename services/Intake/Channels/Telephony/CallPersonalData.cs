using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Channels.Telephony;

/// <summary>I4: numbers and recordings of calls.</summary>
internal sealed class CallPersonalData : IHoldsPersonalData
{
    public string Part => "calls";

    public Task Forget(IDocumentSession session, ErasedPerson person, CancellationToken cancellationToken)
    {
        CallParty.ForgetCustomer(session, person.ReachedAt);
        return Task.CompletedTask;
    }
}
