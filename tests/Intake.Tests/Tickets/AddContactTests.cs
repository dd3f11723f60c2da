using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I7, I8: further contacts.</summary>
public sealed class AddContactTests
{
    private static readonly AddContact Command = new(Channel.Email, Direction.In, "mail-9", "还是不行");

    [Fact]
    public void AContactIsRecordedWithWhoTookIt() =>
        ATicket()
            .When(t => AddContact.Decide(t, Command, null, Agent, Now))
            .Then(new ContactRecorded(Channel.Email, Direction.In, "mail-9", "还是不行", "agent:A017", Now));

    [Fact]
    public void TheSameContactAgainChangesNothing() =>
        ATicket().When(t => AddContact.Decide(t, Command, new ContactKey("Email:mail-9", Number), Agent, Now)).ThenNothing();

    [Fact]
    public void AContactOfAnotherTicketIsRefused() =>
        ATicket()
            .When(t => AddContact.Decide(t, Command, new ContactKey("Email:mail-9", "T00000099"), Agent, Now))
            .ThenRejected("contact-of-another-ticket");

    [Fact]
    public void WhatWaitedForTheCustomerGoesOnWhenTheyHaveSaidSomething()
    {
        ATicket(WaitingForTheCustomer)
            .When(t => AddContact.Decide(t, Command, null, Agent, Now))
            .Then(new ContactRecorded(Channel.Email, Direction.In, "mail-9", "还是不行", "agent:A017", Now), Working);
        ATicket(WaitingForTheCustomer)
            .When(t => AddContact.Decide(t, Command with { Direction = Direction.Out }, null, Agent, Now))
            .Then(new ContactRecorded(Channel.Email, Direction.Out, "mail-9", "还是不行", "agent:A017", Now));
        ATicket(WaitingForTheCustomer with { Status = TicketStatus.Held, WaitingFor = WaitingFor.Parts })
            .When(t => AddContact.Decide(t, Command, null, Agent, Now))
            .Then(new ContactRecorded(Channel.Email, Direction.In, "mail-9", "还是不行", "agent:A017", Now));
    }
}
