using System.Text;
using CustomerService.Intake.Channels.Mail;
using MimeKit;

namespace CustomerService.Intake.Tests.Channels.Mail;

/// <summary>
/// I7: mails in the manner of those that other help desks were in trouble with. What a person wrote stands in the ticket.
/// </summary>
public sealed class RealMailTests
{
    private const string Matter = "The phone smoked while charging. I want compensation.";

    [Theory]
    [InlineData("latin1-eszett", "Viele Grüße")]
    [InlineData("latin1-groesse", "Welche Größe hat der Akku?")]
    [InlineData("raw-latin1-subject", "Frösche")]
    [InlineData("raw-big5-subject", "手機無法開機")]
    [InlineData("utf8-last-byte-missing", "您好，我的手机不能开机，请尽快安排维修，谢谢\uFFFD")]
    [InlineData("iso2022jp-not-declared", "電源が入りません。")]
    [InlineData("two-dashes", "Phone 1: does not start\n--\nPhone 2: screen broken")]
    [InlineData("indented-paragraph", "My complaint:\nThe site refused the repair.\nPlease answer.")]
    [InlineData("table-cells", "IMEI 001016952601545 F01")]
    [InlineData("answers-in-quote-container", "See below.\nIt is 001016952601545")]
    [InlineData("line-before-the-headers", "text")]
    [InlineData("form-fields", "报修单\n日期：2026-11-20\n地址：上海市人民路802号\n收件人：李娜\n时间：上午\n故障：不能开机")]
    public void ASampleIsReadToTheEnd(string sample, string text) => Assert.Equal(text, Sample(sample).Text);

    [Theory]
    [InlineData("raw-latin1-subject", "Frage zur Größe")]
    [InlineData("raw-big5-subject", "手機無法開機")]
    public void ASubjectOfRawBytesIsReadInTheCharsetOfItsMail(string sample, string subject) =>
        Assert.Equal(subject, Sample(sample).Subject);

    [Theory]
    [InlineData("forward-nothing-above", Matter)]
    [InlineData("forward-qq", "手机充电时冒烟，要求赔偿。")]
    [InlineData("forward-with-note", Matter)]
    [InlineData("forward-with-note", "Please take care of this customer.")]
    [InlineData("longer-than-4000", "第一行。")]
    public void ASampleHoldsWhatMatters(string sample, string words) =>
        Assert.Contains(words, Sample(sample).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("picture-named-after-a-shop", "www.shop.com.png", 12)]
    [InlineData("picture-without-name", "attachment-1.jpg", 8)]
    [InlineData("uuencoded-without-begin", "note.txt", 14)]
    public void AnAttachmentIsKeptUnderAUsefulName(string sample, string name, int size)
    {
        var attachment = Assert.Single(Sample(sample).Attachments);
        Assert.Equal((name, size, null), (attachment.Name, attachment.Size, attachment.Refused));
    }

    [Theory]
    [InlineData("iso-8859-1", "windows-1252", "Grüße aus Köln: größer, schöner, Äpfel und Öl, ÜBERPRÜFT")]
    [InlineData("iso-8859-15", "iso-8859-15", "à la société, créée en été: 5 €")]
    [InlineData("windows-1252", "windows-1252", "ñandú, aÑo, l’été, naïve — “quoted”")]
    [InlineData("iso-8859-1", "windows-1252", "äöüß ÄÖÜ")]
    [InlineData("windows-1251", "windows-1251", "Телефон не включается")]
    [InlineData("koi8-r", "koi8-r", "Телефон не включается")]
    [InlineData("iso-8859-2", "iso-8859-2", "Zażółć gęślą jaźń")]
    [InlineData("euc-kr", "euc-kr", "전원이 켜지지 않습니다")]
    [InlineData("ks_c_5601-1987", "euc-kr", "전원이 켜지지 않습니다")]
    [InlineData("big5", "big5", "螢幕壞了，請協助處理")]
    [InlineData("euc-jp", "euc-jp", "電源が入りません")]
    [InlineData("shift_jis", "shift_jis", "画面が割れました")]
    [InlineData("hz-gb-2312", "hz-gb-2312", "手机不能开机")]
    public void EveryDeclaredCharsetIsRead(string declared, string written, string words) =>
        Assert.Equal(words, Plain($"Content-Type: text/plain; charset={declared}\n", Mails.In(written, words)).Text);

    [Theory]
    [InlineData("GBK", "手机不能开机，请尽快安排维修")]
    [InlineData("big5", "手機無法開機，請協助處理")]
    [InlineData("shift_jis", "電源が入りません。修理をお願いします")]
    [InlineData("euc-jp", "電源が入りません。修理をお願いします")]
    [InlineData("windows-1252", "für Größe und Straße")]
    [InlineData("windows-1251", "Телефон не включается")]
    [InlineData("koi8-r", "Телефон совсем не включается")]
    [InlineData("iso-2022-kr", "전원이 켜지지 않습니다")]
    public void WhatIsDeclaredByNobodyIsRecognised(string written, string words) =>
        Assert.Equal(words, Plain("", Mails.In(written, words)).Text);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("GBK")]
    [InlineData("big5")]
    [InlineData("shift_jis")]
    public void OneBadByteIsOneBadCharacter(string charset)
    {
        var words =
            charset is "big5" ? "手機無法開機"
            : charset is "shift_jis" ? "電源が入りません"
            : "手机不能开机";
        var text = Plain($"Content-Type: text/plain; charset={charset}\n", [.. Mails.In(charset, words), .. "."u8, 0xFF, .. " end"u8]).Text;
        Assert.StartsWith(words, text, StringComparison.Ordinal);
        Assert.EndsWith("end", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("big5", "手機無法開機")]
    [InlineData("windows-1252", "für größere Geräte")]
    [InlineData("windows-1251", "Телефон не включается")]
    [InlineData("koi8-r", "Телефон не включается")]
    [InlineData("shift_jis", "画面が割れました")]
    [InlineData("euc-kr", "전원이 켜지지 않습니다")]
    public void ARawSubjectAndARawFileNameAreReadAsTheTextIs(string charset, string words)
    {
        byte[] raw =
        [
            .. Mails.Raw("From: a@example.org\nSubject: "),
            .. Mails.In(charset, words),
            .. Mails.Raw($"\nContent-Type: multipart/mixed; boundary=XX\n\n--XX\nContent-Type: text/plain; charset={charset}\n\nhello\n"),
            .. Mails.Raw("--XX\nContent-Type: image/png\nContent-Disposition: attachment; filename=\""),
            .. Mails.In(charset, words),
            .. Mails.Raw(".png\"\n\ndata\n--XX--\n"),
        ];
        var mail = Mails.Read(raw);
        Assert.Equal((words, $"{words}.png"), (mail.Subject, Assert.Single(mail.Attachments).Name));
    }

    [Theory]
    [InlineData("Gr+APwA3w-e", "Grüße")]
    [InlineData("Hi Mom -+Jjo--!", "Hi Mom -☺-!")]
    [InlineData("1 +- 1", "1 + 1")]
    [InlineData("+ZeVnLIqe-", "日本語")]
    public void Utf7IsRead(string written, string words) =>
        Assert.Equal(words, Plain("Content-Type: text/plain; charset=utf-7\n", Encoding.ASCII.GetBytes(written)).Text);

    [Fact]
    public void EscapesInASubjectAreRead() =>
        Assert.Equal("電源", Mails.Read(Mails.Raw("From: a@example.org\nSubject: \u001b$BEE8;\u001b(B\n\nx\n")).Subject);

    [Theory]
    [InlineData(
        "---------- Forwarded message ---------\nFrom: Li Na <lina@example.cn>\nDate: Monday\nSubject: smoke\nTo: <dealer@example.cn>\n\n"
    )]
    [InlineData("-------- Forwarded Message --------\nSubject: \tsmoke\nDate: \tMonday\nFrom: \tLi Na <lina@example.cn>\n\n")]
    [InlineData("Begin forwarded message:\n\n> From: Li Na <lina@example.cn>\n> Subject: smoke\n> \n> ")]
    [InlineData("开始转发的邮件：\n\n> 发件人: 李娜 <lina@example.cn>\n> 主题: 冒烟\n> \n> ")]
    [InlineData(
        "-------- 转发邮件信息 --------\n发件人：\"李娜\" <lina@example.cn>\n发送日期：2026-11-30 09:12:00\n收件人：dealer@example.cn\n主题：冒烟\n\n"
    )]
    [InlineData("From: Li Na\nSent: Monday, November 30, 2026 9:12 AM\nTo: Dealer\nSubject: smoke\n\n")]
    [InlineData("________________________________\nVon: Li Na <lina@example.cn>\nGesendet: Montag\nAn: Dealer\nBetreff: smoke\n\n")]
    [InlineData("-------- Weitergeleitete Nachricht --------\nBetreff: smoke\nVon: Li Na <lina@example.cn>\n\n")]
    [InlineData("---------- 轉寄的郵件 ---------\n寄件者： Li Na <lina@example.cn>\n\n")]
    [InlineData("-----Original Message-----\nFrom: Li Na\nSent: Monday\nTo: Dealer\n\n")]
    public void ForwardedWordsAreKeptWithAndWithoutANote(string mark)
    {
        foreach (var subject in (string[])["Fwd: smoke", "FW: smoke", "转发：冒烟", "WG: smoke", "轉寄: smoke"])
        {
            Assert.Contains(Matter, Mails.Read(Mails.Whole(text: mark + Matter, subject: subject)).Text, StringComparison.Ordinal);
            var withNote = Mails.Read(Mails.Whole(text: $"Please help.\n\n{mark}{Matter}", subject: subject)).Text;
            Assert.Contains(Matter, withNote, StringComparison.Ordinal);
            Assert.StartsWith("Please help.", withNote, StringComparison.Ordinal);
        }

        // Whoever writes a subject of their own above it.
        Assert.Contains(Matter, Mails.Read(Mails.Whole(text: $"Please help.\n\n{mark}{Matter}")).Text, StringComparison.Ordinal);
        Assert.Contains(Matter, Mails.Read(Mails.Whole(text: mark + Matter, subject: "Re: smoke")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div class=\"gmail_attr\">---------- Forwarded message ---------<br>From: Li Na<br></div><br>")]
    [InlineData("<div>---------- Forwarded message ----------<br>From: Li Na</div>")]
    public void ForwardedHtmlIsKept(string mark)
    {
        var body = new TextPart("html") { Text = $"<div>Please help.</div><div class=\"gmail_quote\">{mark}<p>{Matter}</p></div>" };
        var text = Mails.With(body).Text;
        Assert.StartsWith("Please help.", text, StringComparison.Ordinal);
        Assert.Contains(Matter, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div class=\"gmail_quote\"><div>old words of somebody</div></div>")]
    [InlineData("<blockquote type=\"cite\">old words of somebody</blockquote>")]
    [InlineData("<div class=\"yahoo_quoted\">old words of somebody</div>")]
    public void AnHtmlMailThatIsAllQuotedKeepsItsWords(string html) =>
        Assert.Equal("old words of somebody", Mails.With(new TextPart("html") { Text = html }).Text);

    [Theory]
    [InlineData(
        "<p>Yes.</p><blockquote type=\"cite\">Question one?</blockquote><p>Blue.</p><blockquote type=\"cite\">Question two?</blockquote>",
        "Yes.\nBlue."
    )]
    [InlineData(
        "<div>Inline.</div><div class=\"gmail_quote gmail_quote_container\">"
            + "<div class=\"gmail_attr\">On Mon, 2 Mar 2026, Service &lt;s@example.com&gt; wrote:<br></div>"
            + "<blockquote class=\"gmail_quote\">Which?</blockquote><div>The blue one.</div>"
            + "<blockquote class=\"gmail_quote\">When?</blockquote><div>In May.</div></div>",
        "Inline.\nThe blue one.\nIn May."
    )]
    [InlineData("<div>好的</div><div id=\"divRplyFwdMsg\"><b>From:</b> x</div><div>old</div>", "好的")]
    [InlineData("<div>好的</div><blockquote id=\"isReplyContent\">旧的</blockquote>", "好的")]
    public void AnswersBetweenQuotationsAreKept(string html, string words) =>
        Assert.Equal(words, Mails.Read(Mails.Whole(m => m.Body = new TextPart("html") { Text = html }, subject: "Re: phone")).Text);

    [Theory]
    [InlineData("寄件人：李娜\n收件人：维修部\n地址：人民路\n日期：今天\n无法开机")]
    [InlineData("From: Shanghai\nTo: Beijing\nDate: 20 Nov\nIt never arrived")]
    [InlineData("One\n____________________\nTwo\n____________________\nThree")]
    [InlineData("One\n--\nTwo\n--\nThree\n-- \nFour")]
    [InlineData("a\n----------\nb")]
    [InlineData("Dimensions:\n> 5 cm wide\n> 7 cm high\nThat is all.")]
    [InlineData("-- \nPhone 1\nPhone 2")]
    public void NothingOfAMailThatAnswersNobodyIsCutOff(string text) =>
        Assert.Equal(text.Replace("-- \n", "--\n", StringComparison.Ordinal), Mails.Read(Mails.Whole(text: text)).Text);

    [Theory]
    [InlineData("Re: phone", "表单如下\n日期：11-20\n收件人：李娜\n时间：上午\n主题：屏幕")]
    [InlineData("Re: phone", "One\n--\nTwo")]
    public void AnAnswerIsNotCutAtLinesOfItsOwn(string subject, string text) =>
        Assert.Equal(text, Mails.Read(Mails.Whole(text: text, subject: subject)).Text);

    [Theory]
    [InlineData(
        "<table><tr><th>Model</th><th>IMEI</th></tr><tr><td>CS-A1</td><td>001016952601545</td></tr></table>",
        "Model IMEI\nCS-A1 001016952601545"
    )]
    [InlineData("<dl><dt>IMEI</dt><dd>001016952601545</dd></dl>", "IMEI\n001016952601545")]
    [InlineData("<table><tr><td><b>IMEI</b></td><td><span>00101</span></td></tr></table>", "IMEI 00101")]
    public void CellsStandApart(string html, string words) =>
        Assert.Equal(words, string.Join('\n', Mails.With(new TextPart("html") { Text = html }).Text.Split('\n').Select(l => l.Trim())));

    [Fact]
    public void WhatIsCutOffIsSaid()
    {
        var text = string.Join('\n', Enumerable.Repeat("中间。中间。中间。中间。", 3000)) + "\nPlease refund.";
        var read = Mails.Read(Mails.Whole(text: text));
        Assert.EndsWith("the original message has all of it.", read.Text, StringComparison.Ordinal);
        Assert.EndsWith("the original message has all of it.", read.TicketText, StringComparison.Ordinal);
        Assert.True(read.TicketText.Length <= ParsedMail.MostText, $"{read.TicketText.Length}");
        Assert.EndsWith("Please refund.", Mails.Read(Mails.Whole(text: text[^9000..])).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("---- Original email message ----\n")]
    [InlineData("\n\n")]
    [InlineData("This message was passed on by the gateway\n\n")]
    [InlineData("*** SPAM CHECK PASSED ***\nscore 0.1 of 5\n")]
    public void LinesAboveTheHeadersAreSkipped(string above)
    {
        var mail = Mails.Read(Mails.Raw($"{above}From: a@example.org\nTo: b@example.org\nSubject: s\n\nwords\n"));
        Assert.Equal(("a@example.org", "s", "words"), (mail.Sender, mail.Subject, mail.Text));
    }

    [Theory]
    [InlineData("photo.one.jpg", null)]
    [InlineData("my.app.screenshot.png", null)]
    [InlineData("invoice.com.pdf", null)]
    [InlineData("picture.png.com", "executable")]
    [InlineData("picture.png.exe ", "executable")]
    public void TheEndOfANameSaysWhatItIs(string name, string? refused) =>
        Assert.Equal(
            refused,
            Assert.Single(Mails.WithAttached(Mails.File(name, [0x89, .. "PNG"u8, 0x0D, 0x0A, 0x1A, 0x0A, 0])).Attachments).Refused
        );

    [Theory]
    [InlineData("MZ means Mozart\nfirst line of a log\n", null)]
    [InlineData("#! log of the device, 2026-11-20\n", null)]
    [InlineData("#!/usr/bin/env python3\nprint()", "executable")]
    [InlineData("#! /bin/sh\n", "executable")]
    [InlineData("MZ\u0000\u0001", "executable")]
    public void ALogIsNoProgram(string content, string? refused) =>
        Assert.Equal(
            refused,
            Assert.Single(Mails.WithAttached(Mails.File("device.log", Encoding.Latin1.GetBytes(content))).Attachments).Refused
        );

    [Theory]
    [InlineData("X-Auto-Response-Suppress", "DR, OOF, AutoReply", null)]
    [InlineData("List-Id", "<service.example.cn>", null)]
    [InlineData("Precedence", "list", null)]
    [InlineData("List-Unsubscribe", "<mailto:leave@example.cn>", null)]
    [InlineData("Precedence", "bulk", "bulk")]
    [InlineData("Precedence", "junk", "bulk")]
    [InlineData("Auto-Submitted", "auto-generated", "looks-automatic")]
    public void APersonsMailIsNeverRefused(string header, string value, string? parked)
    {
        var known = new MailContext(null, ["C000001"], null, 0, null);
        Assert.Equal(
            parked is null ? new MailVerdict.Open("C000001", null) : new MailVerdict.Park(parked, null),
            MailDecision.Decide(Mails.With((header, value)), known, Mails.Rules)
        );
        Assert.IsType<MailVerdict.Park>(MailDecision.Decide(Mails.With((header, value)), known with { Customers = [] }, Mails.Rules));
    }

    private static ParsedMail Plain(string contentType, byte[] body) =>
        Mails.Read([.. Mails.Raw($"From: a@example.org\nSubject: s\n{contentType}\n"), .. body]);

    private static ParsedMail Sample(string name) =>
        Mails.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Channels", "Mail", "Samples", $"{name}.eml")));
}
