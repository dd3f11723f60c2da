using CustomerService.Intake.Channels.Mail;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Intake.Tests.Channels.Mail;

/// <summary>I7: what a person does with a parked mail.</summary>
public sealed class ParkedMailTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Actor Agent = new("agent", "A017");
    private static readonly MailReceived Received = new("smtp:service@example.com", "00", 1, Now);
    private static readonly MailParked Parked = new("sender-unknown", null, Now);
    private static readonly MailAccepted Accepted = new("T00000042", true, "C000001", "assigned", "agent:A017", Now);
    private static readonly AssignMail ToCustomer = new("C000001");
    private static readonly AssignMail ToTicket = new("C000001", "T00000042");

    [Fact]
    public void AParkedMailOpensATicketOfTheCustomer() => AMail(Parked).When(Assign(ToCustomer, newTicket: "T00000042")).Then(Accepted);

    [Fact]
    public void AParkedMailJoinsATicketOfTheCustomer() =>
        AMail(Parked).When(Assign(ToTicket, "C000001")).Then(Accepted with { Opened = false });

    [Fact]
    public void ATicketOfAnotherCustomerIsRefused()
    {
        AMail(Parked).When(Assign(ToTicket, "C000002")).ThenRejected("ticket-of-another");
        AMail(Parked).When(Assign(ToTicket, null)).ThenRejected("ticket-of-another");
    }

    [Fact]
    public void ARefusedMailCanBeTakenBack()
    {
        AMail(new MailRefused("auto-reply", "system:intake", Now)).When(Assign(ToCustomer, newTicket: "T00000042")).Then(Accepted);
        // What looks like a repeat may be another mail of a program that numbers its mails badly.
        AMail(new MailRefused("duplicate", "system:intake", Now)).When(Assign(ToCustomer, newTicket: "T00000042")).Then(Accepted);
    }

    [Fact]
    public void TheSameAssignmentAgainChangesNothing()
    {
        AMail(Parked, Accepted).When(Assign(ToCustomer, newTicket: "T00000043")).ThenNothing();
        AMail(Parked, Accepted).When(Assign(ToTicket, "C000001")).ThenNothing();
        AMail(Parked, Accepted).When(Assign(new AssignMail("C000002"))).ThenRejected("mail-decided");
        AMail(Parked, Accepted).When(Assign(ToTicket with { TicketNumber = "T00000043" }, "C000001")).ThenRejected("mail-decided");
    }

    [Fact]
    public void AMailThatHasNotBeenReadCannotBeDecided()
    {
        AMail().When(Assign(ToCustomer)).ThenRejected("mail-not-read-yet");
        AMail().When(m => RefuseMail.Decide(m, new RefuseMail("spam"), Agent, Now)).ThenRejected("mail-not-read-yet");
    }

    [Fact]
    public void AParkedMailIsRefusedOnce()
    {
        AMail(Parked).When(Refuse).Then(new MailRefused("spam", "agent:A017", Now));
        AMail(Parked, new MailRefused("spam", "agent:A018", Now)).When(Refuse).ThenNothing();
        AMail(Parked, Accepted).When(Refuse).ThenRejected("mail-decided");

        static Decision Refuse(InboundMail mail) => RefuseMail.Decide(mail, new RefuseMail("spam"), Agent, Now);
    }

    [Theory]
    [InlineData(6, 1, 2, 3, 0, true)]
    [InlineData(6, 1, 2, 2, 1, true)]
    [InlineData(6, 1, 2, 2, 0, false)]
    public void TheBooksBalanceOrSayThatTheyDoNot(long fetched, long accepted, long refused, long parked, long waiting, bool balanced) =>
        Assert.Equal(balanced, MailBooks.Of(fetched, accepted, refused, parked, waiting).Balanced);

    private static Given<InboundMail> AMail(params object[] after) => IntakeDecisions.Given<InboundMail>("M00000001", [Received, .. after]);

    private static Func<InboundMail, Decision> Assign(
        AssignMail command,
        string? ticketOfCustomer = null,
        string newTicket = "T00000099"
    ) => mail => AssignMail.Decide(mail, command, ticketOfCustomer, newTicket, Agent, Now);
}
