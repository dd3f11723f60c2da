using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Access;
using CustomerService.Subscriptions.Events;

namespace CustomerService.Subscriptions.Tests.Access;

/// <summary>Who may read which events.</summary>
public sealed class ReaderScopeTests
{
    [Theory]
    [InlineData("administrator", DataClassification.Restricted)]
    [InlineData("auditor", DataClassification.Restricted)]
    [InlineData("agent", DataClassification.Internal)]
    [InlineData("dispatcher", DataClassification.Internal)]
    public void StaffReadByRole(string role, DataClassification highest) =>
        Assert.Equal(new EventFilter { Highest = highest }, ReaderScope.OfRole(role).Filter);

    [Fact]
    public void CustomersDoNotReadTheStream() => Assert.Equal("stream-not-for-customers", ReaderScope.OfRole("customer").Rejection?.Code);

    [Fact]
    public void AnUnknownSystemReadsNothing() => Assert.Equal("subscriber-unknown", ReaderScope.OfSubscriber("SUB00000001", null).Rejection?.Code);
}
