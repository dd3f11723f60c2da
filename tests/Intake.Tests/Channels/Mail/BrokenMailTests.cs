using System.Text;
using CustomerService.Intake.Channels.Mail;
using MimeKit;

namespace CustomerService.Intake.Tests.Channels.Mail;

/// <summary>I7: no mail is so broken that it stops the others; what can be read of it is read.</summary>
public sealed class BrokenMailTests
{
    [Fact]
    public void ABoundaryThatNeverComesLeavesTheText()
    {
        var mail = Mails.Read(
            Mails.Raw("From: a@example.org\nSubject: s\nContent-Type: multipart/mixed; boundary=XX\n\nno boundary at all, only words\n")
        );
        Assert.Equal("s", mail.ContactText);
        Assert.Equal(
            "words",
            Mails
                .Read(
                    Mails.Raw(
                        "From: a@example.org\nContent-Type: multipart/mixed; boundary=XX\n\n--XX\nContent-Type: text/plain\n\nwords\n"
                    )
                )
                .Text
        );
    }

    [Fact]
    public void AMultipartWithoutABoundaryIsNoError() =>
        Assert.Equal(
            "s",
            Mails.Read(Mails.Raw("From: a@example.org\nSubject: s\nContent-Type: multipart/alternative\n\nwords\n")).ContactText
        );

    [Fact]
    public void WhatIsNotMailAtAllIsSaidToBe()
    {
        Assert.Throws<FormatException>(() => Mails.Read([]));
        Assert.Throws<FormatException>(() => Mails.Read([0, 1, 2, 3, 255, 254]));
    }

    [Fact]
    public void HeadersWithoutABodyAreAMail() =>
        Assert.Equal("only a subject", Mails.Read(Mails.Raw("From: a@example.org\nSubject: only a subject\n")).ContactText);

    [Theory]
    [InlineData("From: li.na@example.org", Mails.Sender)]
    [InlineData("From: =?utf-8?B?5p2O5aic?= <LI.Na@Example.org>", Mails.Sender)]
    [InlineData("From: \"Li, Na\" <li.na@example.org>, other@example.org", Mails.Sender)]
    [InlineData("From: undisclosed-recipients:;\nSender: li.na@example.org", Mails.Sender)]
    [InlineData("From: Li Na", null)]
    [InlineData("From: <>", null)]
    [InlineData("From: li na@@example..org <", null)]
    [InlineData("Subject: nobody", null)]
    public void TheSenderIsWhoWroteIt(string head, string? sender) =>
        Assert.Equal(sender, Mails.Read(Mails.Raw($"{head}\nTo: x@y.example\n\nhello\n")).Sender);

    [Fact]
    public void ThousandLevelsOfNestingEndSomewhere()
    {
        var raw = new StringBuilder("From: a@example.org\nSubject: deep\n");
        for (var i = 0; i < 1000; i++)
        {
            raw.Append("Content-Type: multipart/mixed; boundary=b").Append(i).Append("\n\n--b").Append(i).Append('\n');
        }

        raw.Append("Content-Type: text/plain\n\ndeep words\n");
        Assert.Equal("deep", Mails.Read(Mails.Raw(raw.ToString())).Subject);
        var nested = new StringBuilder("From: a@example.org\nSubject: deep\n");
        for (var i = 0; i < 1000; i++)
        {
            nested.Append("Content-Type: message/rfc822\n\nFrom: a@example.org\n");
        }

        Assert.Equal("deep", Mails.Read(Mails.Raw(nested.Append("\nwords\n").ToString())).Subject);
    }

    [Fact]
    public void MailsWithinMailsAreHeldOnceAndNotOnceForEachLevel()
    {
        const int Size = 2 * 1024 * 1024;
        var raw = Mails.Whole(message => message.Body = Within(14, Mails.File("a.bin", new byte[Size])));
        Mails.Read(Mails.Whole());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var attachment = Assert.Single(Mails.Read(raw).Attachments);
        Assert.Equal(("message/rfc822", null), (attachment.Type, attachment.Refused));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Size, 20L * Size);
    }

    [Fact]
    public void WhatIsNestedTooDeepToBeLookedAtIsNotKept()
    {
        Assert.Equal("executable", Assert.Single(Mails.With(Within(6, Program())).Attachments).Refused);
        Assert.Equal("too-deep", Assert.Single(Mails.With(Within(20, Program())).Attachments).Refused);
        var rules = Mails.Rules;
        rules.DeepestNesting = 24;
        Assert.Equal(
            "executable",
            Assert.Single(Mails.Read(Mails.Whole(m => m.Body = Within(20, Program())), rules: rules).Attachments).Refused
        );
    }

    [Fact]
    public void ANestedMailIsAnAttachmentAndItsWordsAreNotTheSenders()
    {
        using var inner = new MimeMessage
        {
            Subject = "T00000099 内层",
            Body = new TextPart("plain") { Text = "inner words" },
        };
        inner.From.Add(new MailboxAddress("", "other@example.org"));
        using var part = new MessagePart("rfc822") { Message = inner };
        var mail = Mails.WithAttached(part);
        Assert.Equal(("See attached.", Mails.Sender), (mail.Text, mail.Sender));
        var attachment = Assert.Single(mail.Attachments);
        Assert.Equal(("T00000099 内层.eml", "message/rfc822", null), (attachment.Name, attachment.Type, attachment.Refused));
        Assert.Contains("inner words", Encoding.UTF8.GetString(attachment.Content!), StringComparison.Ordinal);
    }

    [Fact]
    public void TwentyMegabytesAreRead()
    {
        var picture = new byte[15 * 1024 * 1024];
        new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 }.CopyTo(picture, 0);
        var raw = Mails.Whole(m =>
            m.Body = new Multipart("mixed")
            {
                new TextPart("plain") { Text = "big" },
                Mails.File("a.jpg", picture),
            }
        );
        Assert.True(raw.Length > 19 * 1024 * 1024, $"{raw.Length}");
        var rules = Mails.Rules;
        rules.MaximumAttachmentSize = 16 * 1024 * 1024;
        var mail = Mails.Read(raw, rules: rules);
        Assert.Equal(
            ("big", "image/jpeg", picture.Length, null),
            (mail.Text, mail.Attachments[0].Type, mail.Attachments[0].Size, mail.Attachments[0].Refused)
        );
    }

    [Fact]
    public void AMessageIdOfAnyKindIsUsableOrNone()
    {
        Assert.Equal("a@b", Mails.Read(Mails.Raw("From: a@example.org\nMessage-ID: <a@b>\n\nx\n")).MessageId);
        Assert.Null(Mails.Read(Mails.Raw("From: a@example.org\nMessage-ID:\n\nx\n")).MessageId);
        Assert.Null(Mails.Read(Mails.Raw($"From: a@example.org\nMessage-ID: <{new string('x', 900)}@b>\n\nx\n")).MessageId);
        Assert.Null(Mails.Read(Mails.Raw("From: a@example.org\n\nx\n")).MessageId);
    }

    [Fact]
    public void ReferencesAreNearestFirst() =>
        Assert.Equal(
            ["c@x", "b@x", "a@x"],
            Mails.Read(Mails.Raw("From: a@example.org\nIn-Reply-To: <c@x>\nReferences: <a@x> <b@x>\n <c@x>\n\nx\n")).References
        );

    [Theory]
    [InlineData("Re: T00000042 screen", "T00000042")]
    [InlineData("回复：您的工单T00000042已受理", "T00000042")]
    [InlineData("[t00000042]", "T00000042")]
    [InlineData("AT00000042", null)]
    [InlineData("T0000004", null)]
    [InlineData("T00000042X", null)]
    [InlineData("nothing", null)]
    public void TheSubjectNamesATicket(string subject, string? ticket) =>
        Assert.Equal(ticket, Mails.Read(Mails.Whole(subject: subject)).TicketInSubject);

    [Fact]
    public void ADateInTheFutureOrNoneIsNoMatter()
    {
        Assert.Equal("x", Mails.Read(Mails.Raw("From: a@example.org\nDate: Fri, 31 Dec 2399 23:59:59 +0000\n\nx\n")).Text);
        Assert.Equal("x", Mails.Read(Mails.Raw("From: a@example.org\nDate: yesterday\n\nx\n")).Text);
    }

    [Fact]
    public void OurMailServerSaysWhoIsProven()
    {
        var rules = Mails.Rules;
        rules.AuthenticationServer = "mx.example.com";
        Assert.Null(Read("mx.example.com; dmarc=pass", Mails.Rules));
        Assert.True(Read("mx.example.com; spf=pass; dmarc=pass header.from=example.org", rules));
        Assert.False(Read("mx.example.com; spf=pass; dmarc=fail", rules));
        Assert.False(Read("mx.attacker.example; dmarc=pass", rules));
        Assert.False(Mails.Read(Mails.Whole(), rules: rules).SenderProven);

        static bool? Read(string results, MailOptions rules) =>
            Mails.Read(Mails.Whole(m => m.Headers.Add("Authentication-Results", results)), rules: rules).SenderProven;
    }

    private static MimePart Program() => Mails.File("a.bin", [(byte)'M', (byte)'Z', 0, 0]);

    private static MimeEntity Within(int levels, MimeEntity entity) =>
        levels == 0
            ? entity
            : new MessagePart("rfc822")
            {
                Message = new MimeMessage
                {
                    Subject = $"level {levels}",
                    MessageId = $"{levels}@example.org",
                    Body = Within(levels - 1, entity),
                },
            };
}
