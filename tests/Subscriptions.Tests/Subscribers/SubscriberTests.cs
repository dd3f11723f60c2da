using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Subscribers;
using CustomerService.TestSupport;

namespace CustomerService.Subscriptions.Tests.Subscribers;

/// <summary>Subscribers: registered, changed and retired by administrators.</summary>
public sealed class SubscriberTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Actor Administrator = new("administrator", "ADM1");
    private static readonly Actor Agent = new("agent", "A017");

    private static readonly Subscriber Billing = new()
    {
        Id = "SUB00000001",
        Name = "Billing",
        OwnerEmail = "owner@example.com",
        Types = ["customerservice.repair.*"],
        Sites = [],
        Highest = DataClassification.Internal,
        RegisteredAt = Now,
    };

    [Fact]
    public void AnAdministratorRegisters() =>
        new When(
            RegisterSubscriber.Decide(
                new RegisterSubscriber("Billing", "owner@example.com", ["customerservice.repair.*"]),
                Administrator,
                Now
            )
        ).Then(
            new SubscriberRegistered(
                "Billing",
                "owner@example.com",
                ["customerservice.repair.*"],
                [],
                DataClassification.Internal,
                "administrator:ADM1",
                Now
            )
        );

    [Fact]
    public void NobodyElseDoes()
    {
        new When(RegisterSubscriber.Decide(new RegisterSubscriber("Billing", "owner@example.com"), Agent, Now)).ThenRejected(
            "administrators-only"
        );
        new When(ChangeScopes.Decide(Billing, new ChangeScopes([], [], DataClassification.Public), Agent, Now)).ThenRejected(
            "administrators-only"
        );
        new When(RetireSubscriber.Decide(Billing, Agent, Now)).ThenRejected("administrators-only");
    }

    [Theory]
    [InlineData("Customerservice.Intake", "S31*", "type-malformed")]
    [InlineData("customerservice.*.v1", "S31*", "type-malformed")]
    [InlineData("", "S31*", "type-malformed")]
    [InlineData("customerservice.*", "S31*1", "site-malformed")]
    [InlineData("customerservice.*", "'; drop", "site-malformed")]
    public void WhatIsNoTypeOrSiteIsRefused(string type, string site, string code)
    {
        new When(
            RegisterSubscriber.Decide(new RegisterSubscriber("Billing", "owner@example.com", [type], [site]), Administrator, Now)
        ).ThenRejected(code);
        new When(
            ChangeScopes.Decide(Billing, new ChangeScopes([type], [site], DataClassification.Public), Administrator, Now)
        ).ThenRejected(code);
    }

    [Fact]
    public void ScopesChangeAndTheSameAgainChangesNothing()
    {
        new When(ChangeScopes.Decide(Billing, new ChangeScopes([], ["S31*"], DataClassification.Confidential), Administrator, Now)).Then(
            new SubscriberScopesChanged([], ["S31*"], DataClassification.Confidential, "administrator:ADM1", Now)
        );
        new When(
            ChangeScopes.Decide(
                Billing,
                new ChangeScopes(["customerservice.repair.*"], [], DataClassification.Internal),
                Administrator,
                Now
            )
        ).ThenNothing();
    }

    [Fact]
    public void OneThatIsRetiredStaysSo()
    {
        new When(RetireSubscriber.Decide(Billing, Administrator, Now)).Then(new SubscriberRetired("administrator:ADM1", Now));
        var retired = Billing with { IsRetired = true };
        new When(RetireSubscriber.Decide(retired, Administrator, Now)).ThenNothing();
        new When(ChangeScopes.Decide(retired, new ChangeScopes([], [], DataClassification.Public), Administrator, Now)).ThenRejected(
            "subscriber-retired"
        );
        Assert.Equal("subscriber-retired", ReaderScope.OfSubscriber(retired.Id, retired).Rejection?.Code);
    }

    [Fact]
    public void EmptyListsOfAScopeMeanAll()
    {
        var scope = ReaderScope.OfSubscriber(Billing.Id, Billing with { Types = [] }).Filter!;
        Assert.Null(scope.Types);
        Assert.Null(scope.Sites);
        Assert.Equal(DataClassification.Internal, scope.Highest);
    }
}
