using System.Text;

namespace CustomerService.Intake.Tests.Channels.Mail;

/// <summary>I7: words arrive as they were written, whatever the sender's program made of them.</summary>
public sealed class MailCharsetTests
{
    private const string Words = "手机屏幕碎了，请尽快处理。";

    private static readonly byte[] Head = Mails.Raw(
        "From: li.na@example.org\nTo: service@example.com\nMessage-ID: <a@b>\nSubject: test\nMIME-Version: 1.0\n"
    );

    [Theory]
    [InlineData("utf-8", "utf-8")]
    [InlineData("GBK", "gbk")]
    [InlineData("GB18030", "gb18030")]
    [InlineData("GB18030", "gb2312")]
    [InlineData("GBK", "\"GB2312\"")]
    public void ChineseIsReadInItsDeclaredCharset(string written, string declared) =>
        Assert.Equal(Words, Body(declared, Mails.In(written, Words)));

    [Fact]
    public void CharactersBeyondGbkAreReadThoughOnlyGb2312IsDeclared() =>
        Assert.Equal("㐂𠮷先生", Body("gb2312", Mails.In("GB18030", "㐂𠮷先生")));

    [Fact]
    public void TraditionalChineseIsReadInBig5() => Assert.Equal("螢幕壞了", Body("big5", Mails.In("big5", "螢幕壞了")));

    [Fact]
    public void JapaneseIsReadInIso2022() =>
        Assert.Equal("画面が割れました", Body("iso-2022-jp", Mails.In("iso-2022-jp", "画面が割れました")));

    [Fact]
    public void JapaneseIsReadInShiftJis() => Assert.Equal("画面が割れました", Body("cp932", Mails.In("shift_jis", "画面が割れました")));

    [Theory]
    [InlineData("us-ascii", "utf-8")]
    [InlineData("us-ascii", "GBK")]
    [InlineData("iso-8859-1", "utf-8")]
    [InlineData("iso-8859-1", "GBK")]
    [InlineData("windows-1252", "GB18030")]
    [InlineData("utf-8", "GBK")]
    [InlineData("x-no-such-charset", "GBK")]
    [InlineData("x-no-such-charset", "utf-8")]
    [InlineData("big5", "utf-8")]
    public void AWrongDeclarationIsSeenThrough(string declared, string written) =>
        Assert.Equal(Words, Body(declared, Mails.In(written, Words)));

    [Fact]
    public void WithoutADeclarationGbkIsTried() =>
        Assert.Equal(Words, Mails.Read([.. Head, .. Mails.Raw("\n"), .. Mails.In("GBK", Words)]).Text);

    [Theory]
    [InlineData("iso-8859-1")]
    [InlineData("windows-1252")]
    public void ALatinTextStaysLatin(string declared) =>
        Assert.Equal(
            "réclamation: l'écran est cassé, à Zürich",
            Body(declared, Mails.In("windows-1252", "réclamation: l'écran est cassé, à Zürich"))
        );

    [Fact]
    public void BytesThatAreNothingStillGiveAText() =>
        Assert.Contains("tail", Body("utf-8", [0xFF, 0xFE, 0x81, (byte)' ', .. "tail"u8]), StringComparison.Ordinal);

    [Fact]
    public void QuotedPrintableAndBase64AreDecoded()
    {
        Assert.Equal(
            "画面",
            Mails
                .Read(
                    Mails.Raw(
                        "From: a@example.org\nSubject: s\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
                            + "quoted-printable\n\n=E7=94=BB=E9=9D=A2\n"
                    )
                )
                .Text
        );
        Assert.Equal(
            "画面",
            Mails
                .Read(
                    Mails.Raw(
                        "From: a@example.org\nSubject: s\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
                            + "base64\n\n55S76Z2i\n"
                    )
                )
                .Text
        );
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("GBK")]
    public void AnEightBitSubjectIsRead(string written) =>
        Assert.Equal(
            "屏幕碎了",
            Mails
                .Read([.. Mails.Raw("From: a@example.org\nSubject: "), .. Mails.In(written, "屏幕碎了"), .. Mails.Raw("\n\nhello\n")])
                .Subject
        );

    [Theory]
    [InlineData("=?utf-8?B?5bGP5bmV56KO5LqG?=", "屏幕碎了")]
    [InlineData("=?gb2312?B?xsHEu8vpwcs=?=", "屏幕碎了")]
    [InlineData("=?iso-2022-jp?B?GyRCMmhMTBsoQg==?=", "画面")]
    [InlineData("=?utf-8?Q?=E5=B1=8F?= =?utf-8?Q?=E5=B9=95?=", "屏幕")]
    [InlineData("=?utf-8?B?5bGP5?= =?utf-8?B?bmV?=", "屏幕")]
    [InlineData("=?utf-8?B?broken", "=?utf-8?B?broken")]
    public void AnEncodedSubjectIsRead(string written, string subject) =>
        Assert.Equal(subject, Mails.Read(Mails.Raw($"From: a@example.org\nSubject: {written}\n\nhello\n")).Subject);

    [Fact]
    public void NulAndOtherControlCharactersAreTakenOut()
    {
        var mail = Mails.Read(
            Mails.Raw(
                "From: a@example.org\nSubject: a\u0001b\nContent-Type: text/plain; charset=utf-8\n\n",
                "one\0two\u0007\u001b[31m\ttab"u8.ToArray()
            )
        );
        Assert.Equal(("ab", "onetwo[31m\ttab"), (mail.Subject, mail.Text));
    }

    [Fact]
    public void HalfOfACharacterIsNeverKept()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 30_000));
        var read = Mails.Read(Mails.Whole(text: text)).Text;
        Assert.Equal(read, new UTF8Encoding(false, true).GetString(new UTF8Encoding(false, true).GetBytes(read)));
    }

    private static string Body(string declared, byte[] body) =>
        Mails
            .Read([.. Head, .. Mails.Raw($"Content-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: 8bit\n\n"), .. body])
            .Text;
}
