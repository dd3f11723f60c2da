using CustomerService.Intake.Channels.Mail;
using MimeKit;

namespace CustomerService.Intake.Tests.Channels.Mail;

/// <summary>I7: what becomes of a mail.</summary>
public sealed class MailDecisionTests
{
    private static readonly MailContext Nothing = new(null, [], null, 0, null);
    private static readonly KnownTicket Ticket = new("T00000042", "C000001", IsLive: true, KnowsSender: false);
    private static readonly ParsedMail Mail = Mails.Read(Mails.Whole());

    [Fact]
    public void ACustomersMailOpensATicket() => Decide(Nothing with { Customers = ["C000001"] }, new MailVerdict.Open("C000001", null));

    [Fact]
    public void TheAnswerOfItsCustomerJoinsTheTicket() =>
        Decide(Nothing with { Customers = ["C000001"], Ticket = Ticket }, new MailVerdict.Join("T00000042", "C000001"));

    [Fact]
    public void OfSeveralCustomersWithOneAddressTheTicketDecides() =>
        Decide(Nothing with { Customers = ["C000007", "C000001"], Ticket = Ticket }, new MailVerdict.Join("T00000042", "C000001"));

    [Fact]
    public void WhoHasWrittenInTheTicketBeforeMayGoOn() =>
        Decide(Nothing with { Ticket = Ticket with { KnowsSender = true } }, new MailVerdict.Join("T00000042", "C000001"));

    [Fact]
    public void TheNumberOfSomebodyElsesTicketOpensNoDoor()
    {
        Decide(Nothing with { Customers = ["C000007"], Ticket = Ticket }, new MailVerdict.Open("C000007", "ticket-of-another"));
        Decide(Nothing with { Ticket = Ticket }, new MailVerdict.Park("sender-not-of-ticket", "T00000042"));
    }

    [Fact]
    public void AnEndedTicketIsNotWokenButANewOneOpened() =>
        Decide(
            Nothing with
            {
                Customers = ["C000001"],
                Ticket = Ticket with { IsLive = false },
            },
            new MailVerdict.Open("C000001", "ticket-ended")
        );

    [Fact]
    public void AnUnknownSenderWaitsForAPerson() => Decide(Nothing, new MailVerdict.Park("sender-unknown", null));

    [Fact]
    public void AnUnknownSenderOpensATicketOfTheAnonymousCustomerWhereThatIsWanted() =>
        Decide(Nothing with { AnonymousCustomer = "C-ANON" }, new MailVerdict.Open("C-ANON", "sender-unknown"));

    [Fact]
    public void AnAddressOfTwoCustomersWaitsForAPerson() =>
        Decide(Nothing with { Customers = ["C000001", "C000007"] }, new MailVerdict.Park("sender-ambiguous", null));

    [Fact]
    public void TheSameMailAgainIsRefused() =>
        Decide(Nothing with { Customers = ["C000001"], DuplicateOf = "M00000001" }, new MailVerdict.Refuse("duplicate"));

    [Fact]
    public void AMailWithoutASenderWaitsForAPerson() =>
        Assert.Equal(new MailVerdict.Park("sender-missing", null), MailDecision.Decide(Mail with { Sender = null }, Nothing, Mails.Rules));

    [Theory]
    [InlineData(19, true)]
    [InlineData(20, false)]
    public void TooManyMailsOfOneSenderWaitForAPerson(int before, bool opens)
    {
        var verdict = MailDecision.Decide(Mail, Nothing with { Customers = ["C000001"], FromSenderInTheLastHour = before }, Mails.Rules);
        Assert.Equal(opens ? new MailVerdict.Open("C000001", null) : new MailVerdict.Park("too-many-from-sender", null), verdict);
    }

    [Fact]
    public void ASenderWhomOurMailServerDoubtsWaitsForAPerson()
    {
        var known = Nothing with { Customers = ["C000001"], Ticket = Ticket };
        Assert.Equal(
            new MailVerdict.Park("sender-not-proven", "T00000042"),
            MailDecision.Decide(Mail with { SenderProven = false }, known, Mails.Rules)
        );
        Assert.IsType<MailVerdict.Join>(MailDecision.Decide(Mail with { SenderProven = true }, known, Mails.Rules));
    }

    [Theory]
    [InlineData("Auto-Submitted", "auto-replied", "auto-reply")]
    [InlineData("X-Autoreply", "yes", "auto-reply")]
    [InlineData("Precedence", "auto_reply", "auto-reply")]
    [InlineData("Return-Path", "<>", "bounce")]
    [InlineData("X-Failed-Recipients", "x@example.org", "bounce")]
    [InlineData("X-Loop", Mails.Mailbox, "loop")]
    public void AMachinesMailOpensNothing(string header, string value, string reason) => Opens(reason, Mails.With((header, value)));

    [Theory]
    [InlineData("Auto-Submitted", "no")]
    [InlineData("Precedence", "normal")]
    [InlineData("X-Auto-Response-Suppress", "None")]
    [InlineData("X-Loop", "somebody@else.example")]
    [InlineData("Return-Path", "<li.na@example.org>")]
    public void APersonsMailIsNotTakenForAMachines(string header, string value) => Opens(null, Mails.With((header, value)));

    [Fact]
    public void ABounceOpensNothing()
    {
        var report = new MultipartReport("delivery-status")
        {
            new TextPart("plain") { Text = "Not delivered" },
            new MessageDeliveryStatus(),
        };
        Opens("bounce", Mails.With(report));
        Opens("bounce", Mails.Read(Mails.Whole(), envelopeFrom: ""));
        Opens("bounce", Mails.Read(Mails.Raw("From: MAILER-DAEMON@example.org\n\nUndelivered\n")));
        Opens("bounce", Mails.With(new MultipartReport("disposition-notification") { new TextPart("plain") { Text = "Read" } }));
    }

    [Fact]
    public void WhatWeWroteOurselvesIsALoop()
    {
        Opens("loop", Mails.Read(Mails.Whole(m => m.MessageId = "notice-12-0123456789abcdef0123456789abcdef@example.com")));
        Opens("loop", Mails.Read(Mails.Whole(m => ((MailboxAddress)m.From[0]).Address = "SERVICE@example.com")));
        var rules = Mails.Rules;
        rules.OwnAddresses.Add("no-reply@example.com");
        Opens("loop", Mails.Read(Mails.Whole(m => ((MailboxAddress)m.From[0]).Address = "no-reply@example.com"), rules: rules));
    }

    [Theory]
    [InlineData("自动回复: 您的工单T00000042", true)]
    [InlineData("Automatic reply: Your ticket", true)]
    [InlineData("Out of office", true)]
    [InlineData("回复: 自动回复怎么关", false)]
    [InlineData("Automatic restart of my phone", false)]
    public void ASubjectThatSaysAutomaticWaitsForAPerson(string subject, bool waits)
    {
        var verdict = MailDecision.Decide(Mails.Read(Mails.Whole(subject: subject)), Nothing with { Customers = ["C000001"] }, Mails.Rules);
        Assert.Equal(waits ? new MailVerdict.Park("looks-automatic", null) : new MailVerdict.Open("C000001", null), verdict);
    }

    private static void Decide(MailContext known, MailVerdict expected) =>
        Assert.Equal(expected, MailDecision.Decide(Mail, known, Mails.Rules));

    private static void Opens(string? refused, ParsedMail mail) =>
        Assert.Equal(
            refused is null ? new MailVerdict.Open("C000001", null) : new MailVerdict.Refuse(refused),
            MailDecision.Decide(mail, Nothing with { Customers = ["C000001"] }, Mails.Rules)
        );
}
