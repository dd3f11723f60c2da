using CsCheck;
using CustomerService.Subscriptions.Notices;

namespace CustomerService.Subscriptions.Tests.Notices;

/// <summary>E6: texts in zh and en.</summary>
public sealed class NoticeTemplateTests
{
    private const string Link = "https://service.example.com/survey/T00000042-E1.abc";

    public static TheoryData<NoticeKind, string> KindsAndLanguages
    {
        get
        {
            var all = new TheoryData<NoticeKind, string>();
            foreach (var kind in Enum.GetValues<NoticeKind>())
            {
                all.Add(kind, "zh-Hans");
                all.Add(kind, "en");
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndLanguages))]
    public void EveryKindHasATextInBothLanguagesAndItsPlaceholdersAreKnown(NoticeKind kind, string language)
    {
        var template = NoticeTemplate.Of(kind, language);
        var values = Values(kind, language);
        Assert.All(template.Placeholders, p => Assert.False(string.IsNullOrEmpty(values[p]), $"{kind}.{language}: {{{p}}} has no value"));
        var rendered = template.Render(values);
        Assert.Equal(language, rendered.Language);
        Assert.All([rendered.Subject, rendered.Text, rendered.Sms], text =>
        {
            Assert.NotEmpty(text);
            Assert.DoesNotContain('{', text);
            Assert.DoesNotContain('}', text);
        });
        Assert.Contains($"<html lang=\"{language}\">", rendered.Html, StringComparison.Ordinal);
        Assert.Equal(language == "zh-Hans", rendered.Subject.Any(c => c is >= '\u4e00' and <= '\u9fff'));
    }

    [Theory]
    [MemberData(nameof(KindsAndLanguages))]
    public void BothLanguagesSayTheSame(NoticeKind kind, string language) =>
        Assert.Equal(
            NoticeTemplate.Of(kind, "en").Placeholders.Except(["name"]).Order(),
            NoticeTemplate.Of(kind, language).Placeholders.Except(["name"]).Order()
        );

    [Theory]
    [MemberData(nameof(KindsAndLanguages))]
    public void AShortMessageIsShort(NoticeKind kind, string language) =>
        // Two parts of 67 characters of UCS-2, or one of 160 in the alphabet of GSM; the address of a survey comes on top.
        Assert.InRange(
            NoticeTemplate.Of(kind, language).Render(Values(kind, language, link: "")).Sms.Length,
            1,
            language == "en" ? 160 : 134
        );

    [Fact]
    public void TheCustomerReadsTheWindowInTheirTimeAndLanguage()
    {
        Assert.Contains("2026年3月2日 09:00–11:00", Render(NoticeKind.VisitConfirmed, "zh-Hans").Text, StringComparison.Ordinal);
        Assert.Contains("2 March 2026, 09:00–11:00", Render(NoticeKind.VisitConfirmed, "en").Text, StringComparison.Ordinal);
        Assert.Contains(
            "2 March 2026, 09:00 – 3 March 2026, 05:00",
            Render(NoticeKind.VisitRescheduled, "en").Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void AQuoteNamesTheAmount() =>
        Assert.Contains("CNY 1,234.50", Render(NoticeKind.QuoteToAccept, "en").Sms, StringComparison.Ordinal);

    [Fact]
    public void TheLinkOfASurveyIsALinkOnlyInHtml()
    {
        var rendered = Render(NoticeKind.SurveyInvitation, "en");
        Assert.Contains($"<a href=\"{Link}\">{Link}</a>", rendered.Html, StringComparison.Ordinal);
        Assert.Contains($"\n\n{Link}\n\n", rendered.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ANameIsTextAndNeverMarkup()
    {
        var rendered = NoticeTemplate
            .Of(NoticeKind.TicketOpened, "en")
            .Render(Values(NoticeKind.TicketOpened, "en", name: "<script>alert('&')</script>"));
        Assert.Contains("&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;", rendered.Html, StringComparison.Ordinal);
        Assert.Contains("Dear <script>", rendered.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void NoValueBecomesMarkupOrASecondLineOfASubject() =>
        Gen.String.Sample(value =>
        {
            var rendered = new NoticeTemplate("en", "About {x}", "About {x}", ["It is {x}."]).Render(
                new Dictionary<string, string> { ["x"] = value }
            );
            Assert.DoesNotContain('\n', rendered.Subject);
            Assert.DoesNotContain('\r', rendered.Subject);
            var paragraph = rendered.Html[
                rendered.Html.IndexOf("<p>", StringComparison.Ordinal)..rendered.Html.IndexOf("</p>", StringComparison.Ordinal)
            ];
            Assert.DoesNotContain(
                '<',
                paragraph[3..].Replace("<a href=\"http", "", StringComparison.Ordinal).Replace("</a>", "", StringComparison.Ordinal)
            );
        });

    [Fact]
    public void AValueThatLooksLikeAPlaceholderStaysWhatItIs() =>
        Assert.Contains(
            "{ticket}",
            NoticeTemplate.Of(NoticeKind.TicketOpened, "en").Render(Values(NoticeKind.TicketOpened, "en", name: "{ticket}")).Text,
            StringComparison.Ordinal
        );

    [Fact]
    public void APlaceholderThatNobodyKnowsIsAMistake() =>
        Assert.Throws<InvalidOperationException>(() =>
            new NoticeTemplate("en", "{nobody}", "", []).Render(new Dictionary<string, string>())
        );

    private static RenderedNotice Render(NoticeKind kind, string language) =>
        NoticeTemplate.Of(kind, language).Render(Values(kind, language));

    private static IReadOnlyDictionary<string, string> Values(NoticeKind kind, string language, string name = "测试", string link = Link) =>
        NoticeValues.Of(
            kind,
            NoticeFacts.Data(kind),
            NoticeFacts.Subject(kind),
            NoticeFacts.Ticket,
            new Reader(language, "Asia/Shanghai"),
            name,
            link
        );
}
