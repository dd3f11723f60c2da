using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Access;
using CustomerService.Subscriptions.Events;

namespace CustomerService.Subscriptions.Tests.Access;

/// <summary>Who may read which events.</summary>
public sealed class ReaderScopeTests
{
    [Theory]
    [InlineData(Role.Administrator, DataClassification.Restricted)]
    [InlineData(Role.Auditor, DataClassification.Restricted)]
    [InlineData(Role.Agent, DataClassification.Internal)]
    [InlineData(Role.Dispatcher, DataClassification.Internal)]
    public void StaffReadByRole(Role role, DataClassification highest) =>
        Assert.Equal(new EventFilter { Highest = highest }, ReaderScope.OfRole(role).Filter);

    [Fact]
    public void CustomersDoNotReadTheStream() => Assert.Equal("stream-not-for-customers", ReaderScope.OfRole(Role.Customer).Rejection?.Code);

    [Fact]
    public void AnUnknownSystemReadsNothing() => Assert.Equal("subscriber-unknown", ReaderScope.OfSubscriber("SUB00000001", null).Rejection?.Code);
}
