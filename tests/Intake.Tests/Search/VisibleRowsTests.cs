using CustomerService.Intake.Search;

namespace CustomerService.Intake.Tests.Search;

/// <summary>A1: patterns of codes as patterns of LIKE.</summary>
public sealed class VisibleRowsTests
{
    [Theory]
    [InlineData("31", "31%")]
    [InlineData("", "%")]
    [InlineData("3%1_", @"3\%1\_%")]
    [InlineData(@"3\1", @"3\\1%")]
    public void ABeginningIsTakenLiterally(string text, string pattern) => Assert.Equal(pattern, VisibleRows.Beginning(text));

    [Fact]
    public void WhatAScopeCoversIsWhatItsPatternsMatch()
    {
        var visibility = VisibleRows.Of(new Actor("supervisor", "S1") { Scope = new DataScope(["S310101", "S32*"], ["31"]), Clearance = Confidentiality.Secret });
        Assert.Equal((["S310101", "S32%"], ["31%"], 1, null), (visibility.Sites!, visibility.Regions, visibility.Clearance, visibility.Own));
        Assert.Null(VisibleRows.Of(new Actor("agent", "A1")).Sites);
        Assert.Equal("C1", VisibleRows.Of(new Actor("customer", "C1")).Own);
    }
}
