using CustomerService.Intake.Channels.Replies;
using CustomerService.Intake.Tickets.Life;
using MimeKit;

namespace CustomerService.Intake.Tests.Channels.Replies;

/// <summary>I20: how our words look when they arrive.</summary>
public sealed class ReplyLetterTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly MailboxAddress From = new("Service", "service@example.com");
    private static readonly Guid Id = new("0198d3a2-0000-7000-8000-000000000001");

    private static readonly ThreadMail[] Thread =
    [
        new("one@example.org", "li.na@example.org", "Re: AW: Screen", Now.AddHours(-3)),
        new("reply-x@example.com", null, null, Now.AddHours(-2)),
        new("two@example.org", "li.na@example.org", "Re: Screen", Now.AddHours(-1)),
    ];

    [Fact]
    public void ItAnswersTheLastMailOfTheCustomerAndNamesTheWholeThread()
    {
        using var mail = Letter().ToMail(From, "li.na@example.org", Thread, [], Now);
        Assert.Equal(("two@example.org", $"reply-{Id:N}@example.com"), (mail.InReplyTo, mail.MessageId));
        Assert.Equal(["one@example.org", "reply-x@example.com", "two@example.org"], mail.References);
        Assert.Equal("Re: Screen [T00000042]", mail.Subject);
        Assert.False(mail.Headers.Contains(HeaderId.AutoSubmitted));
    }

    [Fact]
    public void WithoutAMailOfTheCustomerTheSubjectSaysWhatItIs()
    {
        using var mail = Letter().ToMail(From, "li.na@example.org", [], [], Now);
        Assert.Equal(("您的服务工单 [T00000042]", null), (mail.Subject, mail.InReplyTo));
        Assert.Empty(mail.References);
    }

    [Fact]
    public void WordsAreTextAndNeverMarkup()
    {
        using var mail = Letter(words: "<script>alert(1)</script>\nsecond line").ToMail(From, "li.na@example.org", Thread, [], Now);
        Assert.Contains("<script>alert(1)</script>", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("<br>second line", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyASolutionAsksForAYesOrNo()
    {
        var link = "https://service.example.com/reply/aa";
        using var solution = Letter(ReplyKind.Solution, link).ToMail(From, "li.na@example.org", Thread, [], Now);
        Assert.Contains($"接受或不接受处理结果：{link}", solution.TextBody, StringComparison.Ordinal);
        using var answer = Letter(ReplyKind.Answer, link).ToMail(From, "li.na@example.org", Thread, [], Now);
        Assert.DoesNotContain("接受", answer.TextBody, StringComparison.Ordinal);
        Assert.Contains(link, answer.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesGoAlong()
    {
        using var mail = Letter().ToMail(From, "li.na@example.org", Thread, [new ReplyFile("照片.png", [1, 2, 3])], Now);
        Assert.Equal("照片.png", Assert.IsType<MimePart>(Assert.Single(mail.Attachments)).FileName);
    }

    [Fact]
    public void AShortMessageIsShortAndLeadsToTheRest()
    {
        var text = Letter(link: "https://s.example/reply/aa", words: new string('字', 1000)).ToShortMessage();
        Assert.True(text.Length < 260, $"{text.Length}");
        Assert.StartsWith("【工单 T00000042】", text, StringComparison.Ordinal);
        Assert.EndsWith("https://s.example/reply/aa", text, StringComparison.Ordinal);
    }

    private static ReplyLetter Letter(ReplyKind kind = ReplyKind.Answer, string? link = null, string words = "请寄来。") =>
        new(Id, "T00000042", kind, words, false, link, "客户服务中心");
}
