using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Subscribers;

namespace CustomerService.Subscriptions.Tests.Subscribers;

/// <summary>Who may read which events.</summary>
public sealed class ReaderScopeTests
{
    [Theory]
    [InlineData(Role.Administrator, DataClassification.Restricted)]
    [InlineData(Role.Auditor, DataClassification.Restricted)]
    [InlineData(Role.Agent, DataClassification.Internal)]
    [InlineData(Role.Dispatcher, DataClassification.Internal)]
    public void StaffReadByRole(Role role, DataClassification highest) =>
        Assert.Equal(
            new EventFilter { Highest = highest, Clearance = Confidentiality.Normal },
            ReaderScope.OfPerson(new Actor(role.Code(), "X1")).Filter
        );

    [Theory]
    [InlineData(Role.Engineer)]
    [InlineData(Role.Auditor)]
    public void StaffReadWhatIsOfTheirSites(Role role) =>
        Assert.Equal(
            ["S31*"],
            ReaderScope.OfPerson(new Actor(role.Code(), "X1") { Scope = new DataScope(["S31*"], ["31"]) }).Filter?.Sites
        );

    [Fact]
    public void CustomersDoNotReadTheStream() =>
        Assert.Equal("stream-not-for-customers", ReaderScope.OfPerson(new Actor("customer", "C000001")).Rejection?.Code);

    [Fact]
    public void AnUnknownSystemReadsNothing() =>
        Assert.Equal("subscriber-unknown", ReaderScope.OfSubscriber("SUB00000001", null).Rejection?.Code);
}
