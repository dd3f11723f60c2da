using CustomerService.Subscriptions.Events;

namespace CustomerService.Subscriptions.Tests.Events;

/// <summary>E2, E3: a position is opaque and read back exactly.</summary>
public sealed class PositionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    [InlineData(long.MaxValue)]
    public void ItIsReadBackAsItWasWritten(long value) => Assert.Equal(new Position(value), Position.Parse(new Position(value).ToString()));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("first")]
    [InlineData("AAAAAAAAAAAA")]
    [InlineData("Af__________")]
    [InlineData("AQAAAAAAAAAA=")]
    [InlineData("AQAAAAAAAA A")]
    [InlineData("AQAAAAAAAA+A")]
    public void OthersAreRefused(string? text) => Assert.Null(Position.Parse(text));
}
