using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Tickets.Life;
using Marten;

namespace CustomerService.Intake.Tickets.Attachments;

/// <summary>I4: names and bytes of the files of a customer's tickets.</summary>
internal sealed class AttachmentPersonalData : IHoldsPersonalData
{
    public string Part => "tickets";

    public async Task Forget(IDocumentSession session, ErasedPerson person, CancellationToken cancellationToken) =>
        session.QueueForgetAttachments([.. await session.TicketsOf(person.Number, cancellationToken)]);
}
