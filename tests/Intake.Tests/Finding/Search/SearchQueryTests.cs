using CustomerService.Intake.Common.Index;

namespace CustomerService.Intake.Tests.Finding.Search;

/// <summary>I1, I12: what somebody types, as queries of the index.</summary>
public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("王小明", "('c=王小明')", "('c=王小明':*)", "('cw王小' & 'cw小明')")]
    [InlineData("王", "('c=王')", "('c=王':*)", "('cw王':*)")]
    [InlineData("8000", "('c=8000')", "('c=8000':* | 'c~8000')", "(('cw8000':* | 'c=8000' | 'c~8000'))")]
    [InlineData("139-1234 5678", "('c=139 1234 5678' | 'c=13912345678' | 'c~13912345678')", "('c=13912345678':* | 'c~13912345678')", null)]
    [InlineData("00 86 13912345678", "('c=00 86 13912345678' | 'c=8613912345678')", "('c=8613912345678':*)", null)]
    [InlineData("T42", "('c=t42' | 'ct00000042')", null, null)]
    [InlineData("a", "('c=a')", null, "('cwa')")]
    [InlineData("12", "('c=12')", null, "(('cw12' | 'c=12'))")]
    public void EachMatchHasItsQuery(string text, string exact, string? part, string? contains)
    {
        var query = SearchQuery.Parse(text)!;
        Assert.Equal(exact.Replace("'ct0", "'c=t0", StringComparison.Ordinal), query.For(SearchKind.Customer, SearchMatch.Exact));
        if (part is not null || text is "a" or "12")
        {
            Assert.Equal(part, query.For(SearchKind.Customer, SearchMatch.Part));
        }

        if (contains is not null)
        {
            Assert.Equal(contains, query.For(SearchKind.Customer, SearchMatch.Contains));
        }
    }

    [Fact]
    public void CloseForgivesOneWrongCharacterOrWord()
    {
        Assert.Equal("(('tw幕无' & 'tw无显') | ('tw屏幕' & 'tw无显') | ('tw屏幕' & 'tw幕无'))", Close("屏幕无显"));
        Assert.Equal("(('tw无显' & 'tw显示') | ('tw屏幕' & 'tw显示') | ('tw屏幕' & 'tw幕无'))", Close("屏幕无显示"));
        Assert.Null(Close("屏幕无"));
        Assert.Equal(
            "(('tw一二' & 'tw二三' & 'tw三四' & 'tw四五') | ('tw五六' & 'tw六七' & 'tw七八' & 'tw八九' & 'tw九十'))",
            Close("一二三四五六七八九十")
        );

        static string? Close(string text) => SearchQuery.Parse(text)!.For(SearchKind.Ticket, SearchMatch.Close);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("'")]
    [InlineData("%%%")]
    [InlineData("  。，、！？「」")]
    [InlineData("😀🔋👨‍👩‍👧")]
    [InlineData("\0\ud800")]
    public void WhatHoldsNothingToLookForIsNoQuery(string? text) => Assert.Null(SearchQuery.Parse(text));

    [Theory]
    [InlineData("2989", true)]
    [InlineData("298", false)]
    [InlineData("+86 137-0001-0002", true)]
    [InlineData("屏幕2989", false)]
    [InlineData("T70123456", false)]
    public void OnlyDigitsThatFewNumbersEndInAreRare(string text, bool rare) => Assert.Equal(rare, SearchQuery.Parse(text)!.IsRare);

    [Fact]
    public void HoweverLongATextIsTheQueryIsShort()
    {
        foreach (
            var text in new[]
            {
                new string('屏', 10_000),
                string.Concat(Enumerable.Range(0x4E00, 10_000).Select(c => (char)c)),
                new string('a', 10_000),
                new string('7', 10_000),
            }
        )
        {
            var query = SearchQuery.Parse(text)!;
            Assert.All(Enum.GetValues<SearchMatch>(), match => Assert.InRange(query.For(SearchKind.Ticket, match)?.Length ?? 0, 0, 1000));
        }
    }
}
