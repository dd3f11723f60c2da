using CustomerService.Intake.Common.Index;

namespace CustomerService.Intake.Tests.Finding.Search;

/// <summary>I1, I12: how text is cut into what can be looked for.</summary>
public sealed class SearchTextTests
{
    [Theory]
    [InlineData("屏幕无显示", "屏幕无显示")]
    [InlineData("iPhone屏幕 F03", "iphone|屏幕|f03")]
    [InlineData("１３８００１３８０００", "13800138000")]
    [InlineData("ＡＢＣ　ｄｅｆ", "abc|def")]
    [InlineData("٣٤５", "345")]
    [InlineData("「屏幕」、『黑屏』。……《手册》", "屏幕|黑屏|手册")]
    [InlineData("screen🔋broken😀", "screen|broken")]
    [InlineData("O'Brien \"quoted\" 100% --", "o|brien|quoted|100")]
    [InlineData("王\u200b小\ufeff明", "王小明")]
    [InlineData("CS-M3/BATTERY_2", "cs|m3|battery|2")]
    [InlineData("T00000042", "t00000042")]
    [InlineData("Jose\u0301 Garci\u0301a", "josé|garcía")]
    [InlineData("⼭本", "山本")]
    [InlineData("ｻﾄｳ ﾀﾞｲｽｹ", "サトウ|ダイスケ")]
    [InlineData("か\u3099き", "がき")]
    [InlineData("ﬁlter №5", "filter|no5")]
    [InlineData("3G网络2G", "3g|网络|2g")]
    [InlineData("ÉCRAN Ünïcode", "écran|ünïcode")]
    [InlineData("カメラ 카메라 𠮷野家", "カメラ|카메라|𠮷野家")]
    [InlineData("人々 〇", "人々|〇")]
    [InlineData("a\0b\ud800c", "a|b|c")]
    [InlineData("①②Ⅳ％＇", "12iv")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void TextIsCutWhereScriptsWordsAndSignsMeet(string? text, string tokens) =>
        Assert.Equal(tokens, string.Join('|', SearchText.Tokens(text).Select(t => t.Text)));

    [Theory]
    [InlineData("王小明", "王小明")]
    [InlineData("Li  Wei", "li wei")]
    [InlineData("上海测试（集团）有限公司", "上海测试集团有限公司")]
    [InlineData("someone.else@example.org", "someone else example org")]
    [InlineData("王小明 iPhone 15", "王小明iphone 15")]
    public void AValueAsAWholeHasNoPunctuation(string text, string whole) => Assert.Equal(whole, SearchText.Whole(SearchText.Tokens(text)));

    [Fact]
    public void ANameWithBlanksIsFoundByAPartWithoutThem()
    {
        Assert.Contains("cw小明", new SearchTerms(SearchKind.Customer).AddValue("王 小 明").All);
        Assert.Contains("c=王小明", new SearchTerms(SearchKind.Customer).AddValue("王 小 明").All);
    }

    [Fact]
    public void AScriptIsFoundByItsPairsAndItsLastCharacter() =>
        Assert.Equal(["tw屏幕", "tw幕无", "tw无显", "tw显示", "tw示"], new SearchTerms(SearchKind.Ticket).AddText("屏幕无显示").All);

    [Fact]
    public void ANumberIsFoundWholeAndByItsLastFourToElevenDigits() =>
        Assert.Equal(
            ["c=8613800138000", "c~8000", "c~38000", "c~138000", "c~0138000", "c~00138000", "c~800138000", "c~3800138000", "c~13800138000"],
            new SearchTerms(SearchKind.Customer).AddNumber("+8613800138000").All
        );

    [Fact]
    public void LongDigitsInTextAreFoundByTheirEndToo()
    {
        var terms = new SearchTerms(SearchKind.Ticket).AddText("回电 13800138000，订单 2026").All;
        Assert.Contains("t~8000", terms);
        Assert.Contains("tw2026", terms);
        Assert.DoesNotContain("t~2026", terms);
    }

    [Fact]
    public void AnEndlessTextIsCut() =>
        Assert.Equal(10_000, new SearchTerms(SearchKind.Ticket).AddText(string.Join(' ', Enumerable.Range(0, 20_000))).All.Count);

    [Fact]
    public void ALongWordIsCutBetweenCharacters()
    {
        var strict = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true);
        var terms = new SearchTerms(SearchKind.Ticket)
            .AddText("a" + string.Concat(Enumerable.Repeat("𝐚", 40)))
            .AddText(string.Concat(Enumerable.Repeat("𐐨", 40)));
        Assert.All(terms.All, term => Assert.InRange(strict.GetByteCount(term), 1, 250));
    }
}
