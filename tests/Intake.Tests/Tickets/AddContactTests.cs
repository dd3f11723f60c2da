using CustomerService.Intake.Tickets;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I7, I8: further contacts.</summary>
public sealed class AddContactTests
{
    private static readonly AddContact Command = new(Channel.Email, Direction.In, "mail-9", "还是不行");

    [Fact]
    public void AContactIsRecordedWithWhoTookIt() =>
        ATicket()
            .When(_ => AddContact.Decide(Command, null, Number, Agent, Now))
            .Then(new ContactRecorded(Channel.Email, Direction.In, "mail-9", "还是不行", "agent:A017", Now));

    [Fact]
    public void TheSameContactAgainChangesNothing() =>
        ATicket().When(_ => AddContact.Decide(Command, new ContactKey("Email:mail-9", Number), Number, Agent, Now)).ThenNothing();

    [Fact]
    public void AContactOfAnotherTicketIsRefused() =>
        ATicket()
            .When(_ => AddContact.Decide(Command, new ContactKey("Email:mail-9", "T00000099"), Number, Agent, Now))
            .ThenRejected("contact-of-another-ticket");
}
