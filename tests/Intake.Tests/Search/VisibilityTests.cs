using CustomerService.Intake.Search;

namespace CustomerService.Intake.Tests.Search;

/// <summary>A1: patterns of codes as patterns of LIKE.</summary>
public sealed class VisibilityTests
{
    [Theory]
    [InlineData("31", "31%")]
    [InlineData("", "%")]
    [InlineData("3%1_", @"3\%1\_%")]
    [InlineData(@"3\1", @"3\\1%")]
    public void ABeginningIsTakenLiterally(string text, string pattern) => Assert.Equal(pattern, Visibility.Beginning(text));
}
