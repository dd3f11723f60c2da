using CustomerService.Intake.Customers.Files;

namespace CustomerService.Intake.Tests.Finding.Search;

/// <summary>A1: patterns of codes as patterns of LIKE.</summary>
public sealed class VisibleRowsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("31", "31%")]
    [InlineData("", "%")]
    [InlineData("3%1_", @"3\%1\_%")]
    [InlineData(@"3\1", @"3\\1%")]
    public void ABeginningIsTakenLiterally(string text, string pattern) => Assert.Equal(pattern, VisibleRows.Beginning(text));

    [Fact]
    public void WhatAScopeCoversIsWhatItsPatternsMatch()
    {
        var visibility = VisibleRows.Of(
            new Actor("supervisor", "S1") { Scope = new DataScope(["S310101", "S32*"], ["31"]), Clearance = Confidentiality.Secret },
            Now
        );
        Assert.Equal(["S310101", "S32%"], visibility.Sites!);
        Assert.Equal(["31%"], visibility.Regions);
        Assert.Equal((Confidentiality.Secret, null, "S1"), (visibility.Clearance, visibility.Own, visibility.Borrower));
        Assert.Null(VisibleRows.Of(new Actor("agent", "A1"), Now).Sites);
    }

    [Fact]
    public void OurOwnProcessesSeeEverySiteAndCustomersAllThatIsTheirs()
    {
        Assert.Null(VisibleRows.Of(new Actor("system", "repair") { Scope = DataScope.Nothing }, Now).Sites);
        var customer = VisibleRows.Of(new Actor("customer", "C1") { Scope = DataScope.Nothing }, Now);
        Assert.Equal((null, Confidentiality.TopSecret, "C1"), (customer.Sites, customer.Clearance, customer.Own));
    }
}
