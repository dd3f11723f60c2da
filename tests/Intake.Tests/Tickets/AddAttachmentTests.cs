using System.Security.Cryptography;
using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Tickets.Attachments;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I8: files with limits, known by their content.</summary>
public sealed class AddAttachmentTests
{
    private static readonly byte[] Picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Picture));
    private static readonly AttachmentAdded Added = new(
        $"{Number}-A1",
        "photo.png",
        "image/png",
        Picture.Length,
        Hash,
        false,
        "agent:A017",
        Now
    );

    [Fact]
    public void TheContentSaysWhatItIs() => When(Picture, "../photo.png").Then(Added);

    [Fact]
    public void WhatACustomerSendsIsPublic()
    {
        ATicket()
            .When(t =>
                AddAttachment.Decide(
                    t,
                    new AddAttachment("photo.png", Picture, false),
                    TheCustomer,
                    Rules,
                    new MailOptions().Attachments,
                    Now
                )
            )
            .Then(Added with { Public = true, By = "customer:C000001" });
        ATicket()
            .When(t =>
                AddAttachment.Decide(t, new AddAttachment("photo.png", Picture, true), Agent, Rules, new MailOptions().Attachments, Now)
            )
            .Then(Added with { Public = true });
    }

    [Fact]
    public void TheSameFileAgainChangesNothingAndAnotherOneIsTheNext()
    {
        When(Picture, "other-name.png", Added).ThenNothing();
        byte[] other = [.. Picture, 4];
        When(other, null, Added)
            .Then(
                Added with
                {
                    AttachmentId = $"{Number}-A2",
                    Name = "attachment-1.png",
                    Size = other.Length,
                    Sha256 = Convert.ToHexStringLower(SHA256.HashData(other)),
                }
            );
    }

    [Theory]
    [InlineData("MZ\0is a program", "photo.png", "attachment-executable")]
    [InlineData("just text", "setup.exe", "attachment-executable")]
    [InlineData("just text", "photo.png.scr", "attachment-executable")]
    [InlineData("", "photo.png", "attachment-empty")]
    public void WhatIsNotKeptIsRefused(string content, string name, string code) =>
        When(System.Text.Encoding.UTF8.GetBytes(content), name).ThenRejected(code);

    [Fact]
    public void SizeAndNumberHaveLimits()
    {
        var rules = new TicketOptions { MaximumAttachmentSize = Picture.Length, MaximumAttachments = 1 };
        ATicket().When(t => Decide(t, Picture)).Then(Added);
        ATicket().When(t => Decide(t, [.. Picture, 4])).ThenRejected("attachment-too-large");
        ATicket(Added).When(t => Decide(t, [.. Picture[..^1], 4])).ThenRejected("attachment-too-many");

        Decision Decide(Ticket ticket, byte[] content) =>
            AddAttachment.Decide(ticket, new AddAttachment("photo.png", content, false), Agent, rules, new MailOptions().Attachments, Now);
    }

    [Fact]
    public void AClosedTicketTakesOnlyWhatIsForColleagues()
    {
        When(Picture, "photo.png", Resolved, Closed).Then(Added);
        ATicket(Resolved, Closed)
            .When(t =>
                AddAttachment.Decide(
                    t,
                    new AddAttachment("photo.png", Picture, false),
                    TheCustomer,
                    Rules,
                    new MailOptions().Attachments,
                    Now
                )
            )
            .ThenRejected("ticket-ended");
    }

    private static When When(byte[] content, string? name, params object[] after) =>
        ATicket(after)
            .When(t => AddAttachment.Decide(t, new AddAttachment(name, content, false), Agent, Rules, new MailOptions().Attachments, Now));
}
