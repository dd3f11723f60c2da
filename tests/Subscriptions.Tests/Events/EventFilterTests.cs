using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;

namespace CustomerService.Subscriptions.Tests.Events;

/// <summary>Which events a reader gets.</summary>
public sealed class EventFilterTests
{
    private const string Opened = "customerservice.intake.ticket-opened.v1";

    [Theory]
    [InlineData(Opened, true)]
    [InlineData("customerservice.intake.*", true)]
    [InlineData("*", true)]
    [InlineData("customerservice.intake.ticket-opened.v", false)]
    [InlineData("customerservice.repair.*", false)]
    public void ATypeIsNamedOrCovered(string pattern, bool matches) =>
        Assert.Equal(matches, new EventFilter { Types = [pattern] }.Matches(Event()));

    [Theory]
    [InlineData("S310101", "S310101", true)]
    [InlineData("S310101", "S31*", true)]
    [InlineData("S310101", "S44*", false)]
    [InlineData(null, "S31*", false)]
    [InlineData(null, "*", false)]
    public void AnEventOfNoSiteIsInNoListOfSites(string? site, string pattern, bool matches) =>
        Assert.Equal(matches, new EventFilter { Sites = [pattern] }.Matches(Event(site: site)));

    [Fact]
    public void ATicketIsNamedWhole()
    {
        Assert.True(new EventFilter { Tickets = ["T00000001"] }.Matches(Event()));
        Assert.False(new EventFilter { Tickets = ["T0000000"] }.Matches(Event()));
    }

    [Fact]
    public void AboveTheHighestClassificationNothingIsGiven()
    {
        var filter = new EventFilter { Highest = DataClassification.Internal };
        Assert.True(filter.Matches(Event(classification: DataClassification.Public)));
        Assert.True(filter.Matches(Event(classification: DataClassification.Internal)));
        Assert.False(filter.Matches(Event(classification: DataClassification.Confidential)));
    }

    [Fact]
    public void AskingForMoreThanTheScopeYieldsTheScope()
    {
        var scope = new EventFilter
        {
            Types = ["customerservice.intake.*"],
            Sites = ["S31*"],
            Highest = DataClassification.Internal,
        };
        Assert.Equivalent(scope, EventFilter.All.Intersect(scope), strict: true);
        Assert.Equivalent(scope, scope.Intersect(EventFilter.All), strict: true);
        Assert.Equivalent(scope, new EventFilter { Types = ["customerservice.*"], Sites = ["S*"] }.Intersect(scope), strict: true);
        Assert.Equal(
            [Opened],
            new EventFilter { Types = [Opened] }
                .Intersect(scope)
                .Types
        );
    }

    [Fact]
    public void AskingOnlyForWhatIsOutsideYieldsNothingAndNotEverything()
    {
        var scope = new EventFilter { Types = ["customerservice.intake.*"] };
        var filter = new EventFilter { Types = ["customerservice.repair.*"] }.Intersect(scope);
        Assert.True(filter.IsNothing);
        Assert.False(filter.Matches(Event()));
    }

    private static StreamEvent Event(string? site = "S310101", DataClassification classification = DataClassification.Internal) =>
        new(1, Guid.Empty, Opened, "/tickets/T00000001", "T00000001", "T00000001", site, classification, default, "{}");
}
