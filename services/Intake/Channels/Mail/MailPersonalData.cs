using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>I4: raw mails of the customer, or from their addresses, and what was attached.</summary>
internal sealed class MailPersonalData : IHoldsPersonalData
{
    public string Part => "mails";

    public Task Forget(IDocumentSession session, ErasedPerson person, CancellationToken cancellationToken)
    {
        MailErasure.ForgetCustomer(session, person.Number, person.ReachedAt);
        return Task.CompletedTask;
    }
}
