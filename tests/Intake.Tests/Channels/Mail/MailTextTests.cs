using CustomerService.Intake.Channels.Mail;
using MimeKit;

namespace CustomerService.Intake.Tests.Channels.Mail;

/// <summary>I7: the ticket shows what the customer wrote just now, not the whole history again.</summary>
public sealed class MailTextTests
{
    [Theory]
    [InlineData(
        "Thanks, it works.\n\nOn Mon, 2 Mar 2026 at 09:00, Service <service@example.com> wrote:\n> Is it repaired?\n> Regards",
        "Thanks, it works."
    )]
    [InlineData("好的，谢谢。\n\n在 2026年3月2日，客服 <service@example.com> 写道：\n> 修好了吗？", "好的，谢谢。")]
    [InlineData(
        "好的\n\n------------------ 原始邮件 ------------------\n发件人: \"客服\" <service@example.com>;\n主题: 工单\n\n内容",
        "好的"
    )]
    [InlineData("Ok.\r\n\r\n-----Original Message-----\r\nFrom: Service\r\nSent: Monday\r\nTo: Li\r\n\r\nold", "Ok.")]
    [InlineData("Ok.\n\n________________________________\nFrom: Service\nold", "Ok.")]
    [InlineData("收到\n\n发件人：客服\n发送时间：2026年3月2日\n收件人：李娜\n主题：工单\n旧的内容", "收到")]
    [InlineData("Yes please.\n\nSent from my iPhone", "Yes please.")]
    [InlineData("好\n\n发自我的iPhone", "好")]
    [InlineData("Text\n\n-- \nLi Na\n+86 138 0000 0000", "Text")]
    [InlineData("> Does it charge?\nNo.\n> Does it ring?\nYes.", "No.\nYes.")]
    [InlineData("a\n\n\n\n\nb", "a\n\nb")]
    public void OnlyTheNewWordsAreTaken(string body, string words) => Assert.Equal(words, MailText.Trimmed(body));

    [Theory]
    [InlineData("> all of it is quoted")]
    [InlineData("-----Original Message-----\nFrom: somebody\nSubject: forwarded without a word")]
    [InlineData("On Monday I bought it, on Tuesday he wrote: never again")]
    [InlineData("From: Shanghai to Beijing it was fine")]
    [InlineData("--\nLi Na")]
    [InlineData("Phone 1\n--\nPhone 2")]
    public void WhatHoldsNothingElseIsKeptWhole(string body) => Assert.Equal(body, MailText.Trimmed(body));

    [Fact]
    public async Task NoTextKeepsAReplicaBusy()
    {
        var line = "xx" + new string('<', 148) + new string('@', 850);
        string[] hostile =
        [
            "xx" + new string('<', 148) + new string('@', 1_000_000),
            string.Join('\n', Enumerable.Repeat(line, 1000)),
            string.Join('\n', Enumerable.Repeat("On " + new string('x', 180) + new string(' ', 200), 5000)),
            new string('\n', 5_000_000),
            new string('-', 1_000_000) + " Original Message",
            "发自我的" + new string(' ', 1_000_000) + "x",
        ];
        foreach (var text in hostile)
        {
            await Task.Run(() => MailText.Trimmed(text)).WaitAsync(TimeSpan.FromSeconds(20));
        }

        var mark = string.Concat(Enumerable.Repeat("quote", 100_000));
        Assert.Equal(
            "words",
            (await Task.Run(() => MailHtml.Text($"<div class=\"ntes_{mark}\nx\">words</div>")).WaitAsync(TimeSpan.FromSeconds(20))).Trim()
        );
    }

    [Fact]
    public void OfATextBeyondAllMeasureTheBeginningIsRead()
    {
        var words = string.Join('\n', Enumerable.Repeat("> quoted", 100_000));
        Assert.StartsWith("New.\n\n[…]", MailText.Trimmed($"New.\n{words}\nOld."), StringComparison.Ordinal);
    }

    [Fact]
    public void AMailWithoutWordsSaysItsSubject()
    {
        var mail = Mails.Read(Mails.Whole(text: "", subject: "屏幕碎了"));
        Assert.Equal(("", "屏幕碎了", "屏幕碎了"), (mail.Text, mail.TicketText, mail.ContactText));
        Assert.Equal("(no text)", Mails.Read(Mails.Whole(text: "", subject: "")).TicketText);
    }

    [Fact]
    public void ANewTicketSaysTheSubjectTooAndAContactDoesNot()
    {
        var mail = Mails.Read(Mails.Whole());
        Assert.Equal(("Screen\n\nMy screen is broken.", "My screen is broken."), (mail.TicketText, mail.ContactText));
    }

    [Fact]
    public void OfTwoFormsThePlainOneIsRead()
    {
        var mail = Mails.With(
            new MultipartAlternative
            {
                new TextPart("plain") { Text = "plain words" },
                new TextPart("html") { Text = "<p>html words</p>" },
            }
        );
        Assert.Equal(("plain words", 0), (mail.Text, mail.Attachments.Count));
    }

    [Fact]
    public void AnEmptyPlainFormGivesWayToTheOther() =>
        Assert.Equal(
            "html words",
            Mails
                .With(
                    new MultipartAlternative
                    {
                        new TextPart("plain") { Text = " \n" },
                        new TextPart("html") { Text = "<p>html words</p>" },
                    }
                )
                .Text
        );

    [Theory]
    [InlineData(
        "<html><head><title>t</title><style>p{}</style></head><body><p>One</p><p>Two&nbsp;&amp; "
            + "three</p><script>alert(1)</script></body></html>",
        "One\nTwo & three"
    )]
    [InlineData("<div>New</div><div class=\"gmail_quote\">On Monday wrote:<div>old</div><div>older</div></div>", "New")]
    [InlineData("New<blockquote type=\"cite\">old<blockquote>older</blockquote>old</blockquote> and more", "New\nand more")]
    [InlineData("<p>unclosed <b>bold <i>text", "unclosed bold text")]
    [InlineData("<a href=\"javascript:alert(1)\" onclick=x>link</a> &lt;script&gt;", "link <script>")]
    [InlineData("Hi<br/>there<br>you", "Hi\nthere\nyou")]
    public void HtmlBecomesItsWords(string html, string words) =>
        Assert.Equal(words, Mails.With(new TextPart("html") { Text = html }).Text);

    [Fact]
    public void HtmlSaysItsOwnCharset() =>
        Assert.Equal(
            "屏幕",
            Mails
                .Read([
                    .. Mails.Raw("From: a@example.org\nContent-Type: text/html\n\n<meta charset=\"gbk\"><p>"),
                    .. Mails.In("GBK", "屏幕"),
                    .. Mails.Raw("</p>\n"),
                ])
                .Text
        );

    [Fact]
    public void FlowedLinesAreJoined() =>
        Assert.Equal(
            "one line and its rest\nnext",
            Mails
                .Read(
                    Mails.Raw(
                        "From: a@example.org\nContent-Type: text/plain; charset=utf-8; format=flowed\n\none line \nand its rest\nnext\n"
                    )
                )
                .Text
        );
}
