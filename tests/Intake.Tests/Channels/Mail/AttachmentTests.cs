using System.Text;
using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Tickets.Attachments;
using MimeKit;

namespace CustomerService.Intake.Tests.Channels.Mail;

/// <summary>I8: attachments are what their content is, within limits, and never programs.</summary>
public sealed class AttachmentTests
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0];
    private static readonly byte[] Exe = [.. "MZ"u8, 0x90, 0x00, 0x03];

    public static TheoryData<byte[], string> Contents =>
        new()
        {
            { Png, "image/png" },
            { [0xFF, 0xD8, 0xFF, 0xE1], "image/jpeg" },
            { "GIF89a"u8.ToArray(), "image/gif" },
            { "%PDF-1.7"u8.ToArray(), "application/pdf" },
            { [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8 "u8], "image/webp" },
            { [0, 0, 0, 24, .. "ftypheic"u8], "image/heic" },
            { [0, 0, 0, 24, .. "ftypisom"u8], "video/mp4" },
            { [(byte)'P', (byte)'K', 3, 4, 0], "application/zip" },
            { "plain words"u8.ToArray(), "text/plain" },
            { Encoding.UTF8.GetBytes("纯文本"), "text/plain" },
            { "<html><script>"u8.ToArray(), "text/html" },
            { "<?xml version='1.0'?><svg onload=x>"u8.ToArray(), "text/html" },
            { "#!AMR\n"u8.ToArray(), "audio/amr" },
            { [1, 2, 3], AttachmentPolicy.Unknown },
            { [], AttachmentPolicy.Unknown },
        };

    [Theory]
    [MemberData(nameof(Contents))]
    public void TheTypeIsWhatTheContentShows(byte[] content, string type)
    {
        var attachment = Assert.Single(Mails.WithAttached(Mails.File("photo.bin", content, "image/svg+xml")).Attachments);
        Assert.Equal((type, null), (attachment.Type, attachment.Refused));
        Assert.Equal(content, attachment.Content);
    }

    [Theory]
    [InlineData("image/png", "image/png")]
    [InlineData("application/pdf", "application/pdf")]
    [InlineData("text/html", AttachmentPolicy.Unknown)]
    [InlineData("message/rfc822", AttachmentPolicy.Unknown)]
    [InlineData("application/zip", AttachmentPolicy.Unknown)]
    public void OnlyAShortListIsServedAsItself(string type, string served) => Assert.Equal(served, AttachmentPolicy.ServedAs(type));

    [Theory]
    [InlineData("holiday.jpg.exe")]
    [InlineData("invoice.PDF.Js")]
    [InlineData("app.apk")]
    [InlineData("run.bat")]
    [InlineData("macro.docm")]
    [InlineData("evil.exe.")]
    [InlineData("evil.exe ")]
    [InlineData("..\\..\\evil.cmd")]
    public void AProgramIsKnownByItsName(string name) => IsRefused("executable", Mails.WithAttached(Mails.File(name, Png)));

    [Fact]
    public void AProgramIsKnownByItsContentWhateverItsName()
    {
        IsRefused("executable", Mails.WithAttached(Mails.File("photo.jpg", Exe, "image/jpeg")));
        IsRefused("executable", Mails.WithAttached(Mails.File("readme.txt", "#!/bin/sh\nrm -rf /"u8.ToArray(), "text/plain")));
        IsRefused("executable", Mails.WithAttached(Mails.File("lib", [0x7F, .. "ELF"u8])));
    }

    [Fact]
    public void AProgramInsideANestedMailIsRefusedWithIt()
    {
        using var inner = new MimeMessage
        {
            Body = new Multipart("mixed")
            {
                new TextPart("plain") { Text = "x" },
                Mails.File("a.exe", Exe),
            },
        };
        using var part = new MessagePart("rfc822") { Message = inner };
        IsRefused("executable", Mails.WithAttached(part));
    }

    [Fact]
    public void SizeAndNumberAreLimited()
    {
        var rules = Mails.Rules;
        (rules.MaximumAttachments, rules.MaximumAttachmentSize) = (2, 10);
        var body = new Multipart("mixed")
        {
            new TextPart("plain") { Text = "x" },
            Mails.File("0.png", Png),
            Mails.File("1.txt", "eleven byte"u8.ToArray()),
            Mails.File("2.png", Png),
        };
        var attachments = Mails.Read(Mails.Whole(m => m.Body = body), rules: rules).Attachments;
        Assert.Equal([null, "too-large", "too-many"], attachments.Select(a => a.Refused));
        Assert.Equal([true, false, false], attachments.Select(a => a.Content is not null));
    }

    [Fact]
    public void PicturesInTheTextAreKeptToo()
    {
        var picture = Mails.File("inline.png", Png, "image/png");
        picture.ContentDisposition!.Disposition = "inline";
        picture.ContentId = "p1";
        var mail = Mails.With(
            new MultipartAlternative
            {
                new TextPart("plain") { Text = "plain" },
                new MultipartRelated
                {
                    new TextPart("html") { Text = "<img src=cid:p1>" },
                    picture,
                },
            }
        );
        Assert.Equal(("plain", "inline.png"), (mail.Text, Assert.Single(mail.Attachments).Name));
    }

    [Theory]
    [InlineData("filename*=utf-8''%E7%85%A7%E7%89%87.png", "照片.png")]
    [InlineData("filename*0*=utf-8''%E7%85%A7; filename*1*=%E7%89%87.png", "照片.png")]
    [InlineData("filename*=gb2312''%D5%D5%C6%AC.png", "照片.png")]
    [InlineData("filename=\"=?utf-8?B?54Wn54mHLnBuZw==?=\"", "照片.png")]
    [InlineData("filename=\"=?gbk?B?1dXGrC5wbmc=?=\"", "照片.png")]
    [InlineData("filename=\"../../etc/passwd\"", "passwd")]
    [InlineData("filename=\"C:\\\\temp\\\\a.png\"", "a.png")]
    [InlineData("filename=\"\"", "attachment-1.png")]
    [InlineData("filename=\"...\"", "attachment-1.png")]
    [InlineData("filename*=utf-8''x%E2%80%AEgnp.txt", "xgnp.txt")]
    [InlineData("filename*=utf-8''a%00b%0D%0A.png", "ab.png")]
    public void AFileNameIsReadAndMadeHarmless(string parameter, string name) =>
        Assert.Equal(
            name,
            Assert
                .Single(
                    Mails
                        .Read(
                            Mails.Raw(
                                "From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
                                    + "boundary=XX\n\n--XX\n\nhello\n--XX\nContent-Type: application/octet-stream\n"
                                    + $"Content-Disposition: attachment; {parameter}\nContent-Transfer-Encoding: "
                                    + "base64\n\niVBORw0KGgo=\n--XX--\n"
                            )
                        )
                        .Attachments
                )
                .Name
        );

    [Theory]
    [InlineData("GBK")]
    [InlineData("utf-8")]
    public void AnEightBitFileNameIsRead(string written) =>
        Assert.Equal(
            "照片.png",
            Assert
                .Single(
                    Mails
                        .Read([
                            .. Mails.Raw(
                                "From: a@example.org\nContent-Type: multipart/mixed; "
                                    + "boundary=XX\n\n--XX\n\nhello\n--XX\nContent-Type: image/png\nContent-Disposition: attachment; "
                                    + "filename=\""
                            ),
                            .. Mails.In(written, "照片.png"),
                            .. Mails.Raw("\"\n\ndata\n--XX--\n"),
                        ])
                        .Attachments
                )
                .Name
        );

    [Fact]
    public void ALongNameKeepsItsExtension()
    {
        var name = AttachmentPolicy.CleanName(new string('长', 300) + ".exe", 0);
        Assert.EndsWith(".exe", name, StringComparison.Ordinal);
        Assert.Equal(120, name.Length);
    }

    private static void IsRefused(string reason, ParsedMail mail)
    {
        var attachment = Assert.Single(mail.Attachments);
        Assert.Equal((reason, null), (attachment.Refused, attachment.Content));
    }
}
