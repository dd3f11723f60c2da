using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Subscribers;
using CustomerService.Subscriptions.Webhooks;
using CustomerService.TestSupport;

namespace CustomerService.Subscriptions.Tests.Webhooks;

/// <summary>E4: what may happen to an endpoint.</summary>
public sealed class EndpointDecisionsTests
{
    private const string Number = "WH00000001";
    private const string Url = "https://hooks.example.com/a";
    private const string By = "integration:SUB00000001";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Decisions Decisions = new(store => store.AddSubscribers().AddWebhooks());
    private static readonly EndpointVerified Verified = new(120, Now);
    private static readonly OwnerWarned Warned = new("timeout", Now.AddDays(3), Now);
    private static readonly EndpointDisabled Disabled = new(DisableReason.Asked, null, By, Now);

    private static readonly EndpointRegistered Registered = new(
        "SUB00000001",
        Url,
        new WebhookFilter(Types: ["customerservice.intake.*"]),
        "owner@example.com",
        null,
        7,
        "k:1",
        "whpk_1",
        "k:2",
        By,
        Now
    );

    [Fact]
    public void ItBeginsUnverifiedAndBecomesActiveWhenItAgrees()
    {
        Assert.Equal(WebhookStatus.Unverified, Given().State.Status);
        Given().When(e => EndpointDecisions.Verify(e, Url, new HandshakeResult(120, null), Now)).Then(Verified);
        Given().When(e => EndpointDecisions.Verify(e, Url, new HandshakeResult(null, "no"), Now)).Then(new VerificationFailed("no", Now));
        Assert.Equal(WebhookStatus.Active, Given(Verified).State.Status);
        Assert.Equal("no", Given(new VerificationFailed("no", Now)).State.VerificationError);
    }

    [Fact]
    public void AnAgreementForAnotherAddressDoesNotCount() =>
        Given()
            .When(e => EndpointDecisions.Verify(e, "https://hooks.example.com/b", new HandshakeResult(null, null), Now))
            .ThenRejected("endpoint-changed");

    [Fact]
    public void AnActiveOneStaysActiveWhenItDoesNotAgreeAgain() =>
        Given(Verified).When(e => EndpointDecisions.Verify(e, Url, new HandshakeResult(null, "timeout"), Now)).ThenNothing();

    [Fact]
    public void ANewAddressMustAgreeFirst()
    {
        var same = new ChangeEndpoint(Url, "owner@example.com", Registered.Filter);
        Given(Verified).When(e => EndpointDecisions.Change(e, same, By, Now)).ThenNothing();
        var moved = same with { Url = "https://hooks.example.com/b" };
        var changed = new EndpointChanged(moved.Url, Registered.Filter, "owner@example.com", null, true, By, Now);
        Given(Verified).When(e => EndpointDecisions.Change(e, moved, By, Now)).Then(changed);
        Assert.Equal(WebhookStatus.Unverified, Given(Verified, changed).State.Status);
        Assert.Equal(WebhookStatus.Disabled, Given(Verified, Disabled, changed).State.Status);
        var narrowed = same with { Filter = new WebhookFilter(Tickets: ["T00000001"]) };
        var filtered = new EndpointChanged(Url, narrowed.Filter!, "owner@example.com", null, false, By, Now);
        Given(Verified).When(e => EndpointDecisions.Change(e, narrowed, By, Now)).Then(filtered);
        Assert.Equal(WebhookStatus.Active, Given(Verified, filtered).State.Status);
    }

    [Fact]
    public void AfterARotationTheNewAndThePreviousKeysSign()
    {
        var first = new SecretRotated("k:3", "whpk_2", "k:4", Now.AddHours(24), By, Now);
        var second = new SecretRotated("k:5", "whpk_3", "k:6", Now.AddHours(25), By, Now.AddHours(1));
        Given(Verified).When(e => EndpointDecisions.Rotate(e, first)).Then(first);
        Assert.Equal(
            [new SealedKey("k:3"), new SealedKey("k:4"), new SealedKey("k:1", Now.AddHours(24)), new SealedKey("k:2", Now.AddHours(24))],
            Given(Verified, first).State.Keys
        );
        Assert.Equal(
            [new SealedKey("k:5"), new SealedKey("k:6"), new SealedKey("k:3", Now.AddHours(25)), new SealedKey("k:4", Now.AddHours(25))],
            Given(Verified, first, second).State.Keys
        );
        Assert.Equal("whpk_3", Given(Verified, first, second).State.PublicKey);
    }

    [Fact]
    public void DisablingAndEnablingRepeatWithoutEffect()
    {
        Given(Verified).When(e => EndpointDecisions.Disable(e, DisableReason.Asked, null, By, Now)).Then(Disabled);
        Given(Verified, Disabled).When(e => EndpointDecisions.Disable(e, DisableReason.Gone, "410", By, Now)).ThenNothing();
        Given(Verified, Disabled).When(e => EndpointDecisions.Enable(e, By, Now)).Then(new EndpointEnabled(By, Now));
        Given(Verified).When(e => EndpointDecisions.Enable(e, By, Now)).ThenNothing();
        Assert.Equal(WebhookStatus.Unverified, Given(Verified, Disabled, new EndpointEnabled(By, Now)).State.Status);
        Given(Verified, Disabled)
            .When(e => EndpointDecisions.Verify(e, Url, new HandshakeResult(null, null), Now))
            .ThenRejected("endpoint-disabled");
    }

    [Fact]
    public void TheOwnerIsWarnedOnceAndBeforeItIsDisabled()
    {
        Given(Verified).When(e => EndpointDecisions.Warn(e, "timeout", TimeSpan.FromDays(3), Now)).Then(Warned);
        Given(Verified, Warned).When(e => EndpointDecisions.Warn(e, "timeout", TimeSpan.FromDays(3), Now.AddDays(1))).ThenNothing();
        Given(Verified, Warned).When(e => EndpointDecisions.DisableFailing(e, By, Now.AddDays(3).AddTicks(-1))).ThenNothing();
        var fired = Given(Verified, Warned).When(e => EndpointDecisions.DisableFailing(e, By, Now.AddDays(3)));
        Assert.Equal(DisableReason.Failing, Assert.IsType<EndpointDisabled>(Assert.Single(fired.Decision.Events)).Reason);
        Given(Verified).When(e => EndpointDecisions.DisableFailing(e, By, Now.AddDays(9))).ThenNothing();
    }

    [Fact]
    public void ASuccessCallsTheDisablingOff()
    {
        Given(Verified).When(e => EndpointDecisions.Recover(e, Now)).ThenNothing();
        Given(Verified, Warned).When(e => EndpointDecisions.Recover(e, Now)).Then(new EndpointRecovered(Now));
        Given(Verified, Warned, new EndpointRecovered(Now))
            .When(e => EndpointDecisions.DisableFailing(e, By, Now.AddDays(3)))
            .ThenNothing();
    }

    [Fact]
    public void WhatIsDeletedIsGoneForAllButAnotherDeletion()
    {
        var deleted = new EndpointDeleted(By, Now);
        Given(Verified).When(e => EndpointDecisions.Delete(e, By, Now)).Then(deleted);
        Given(deleted).When(e => EndpointDecisions.Delete(e, By, Now)).ThenNothing();
        Given(deleted).When(e => EndpointDecisions.Enable(e, By, Now)).ThenRejected("webhook-endpoint-not-found");
        Given(deleted)
            .When(e => EndpointDecisions.Disable(e, DisableReason.Asked, null, By, Now))
            .ThenRejected("webhook-endpoint-not-found");
        Given(deleted)
            .When(e => EndpointDecisions.Change(e, new ChangeEndpoint(Url, "a@example.com"), By, Now))
            .ThenRejected("webhook-endpoint-not-found");
        Given(deleted)
            .When(e => EndpointDecisions.Verify(e, Url, new HandshakeResult(null, null), Now))
            .ThenRejected("webhook-endpoint-not-found");
        Given(deleted)
            .When(e => EndpointDecisions.Rotate(e, new SecretRotated("k", null, null, Now, By, Now)))
            .ThenRejected("webhook-endpoint-not-found");
        Assert.Empty(Given(deleted).State.Keys);
    }

    [Fact]
    public void OnlyActiveOnesAreSentTestsAndReplays()
    {
        Assert.Null(EndpointDecisions.MustBeActive(Given(Verified).State));
        Assert.Equal("endpoint-unverified", EndpointDecisions.MustBeActive(Given().State)?.Code);
        Assert.Equal("endpoint-disabled", EndpointDecisions.MustBeActive(Given(Verified, Disabled).State)?.Code);
    }

    [Fact]
    public void AFilterStaysWithinTheScope()
    {
        var scope = new EventFilter { Types = ["customerservice.intake.*"], Highest = DataClassification.Internal };
        var all = new WebhookFilter().Within(scope);
        Assert.Equal(scope.Types, all.Types);
        Assert.Equal(DataClassification.Internal, all.Highest);
        var wide = new WebhookFilter(["customerservice.repair.*"], [], null, DataClassification.Restricted).Within(scope);
        Assert.True(wide.IsNothing);
        Assert.Equal(DataClassification.Internal, wide.Highest);
        Assert.Equal(DataClassification.Public, new WebhookFilter(Classification: DataClassification.Public).Within(scope).Highest);
    }

    [Theory]
    [InlineData("administrator", "ADM1", true)]
    [InlineData("integration", "SUB00000001", true)]
    [InlineData("integration", "SUB00000002", false)]
    [InlineData("auditor", "AU1", false)]
    [InlineData("agent", "SUB00000001", false)]
    [InlineData("customer", "SUB00000001", false)]
    public void EndpointsAreManagedByTheirSubscriberAndAdministrators(string role, string id, bool may) =>
        Assert.Equal(may, WebhookAccess.MayManage(new Actor(role, id), "SUB00000001") is null);

    [Theory]
    [InlineData("*", "*", null, null)]
    [InlineData("customerservice.internal", "100", 100, null)]
    [InlineData("CustomerService.Internal", "100", 100, null)]
    [InlineData(null, "100", null, "no WebHook-Allowed-Origin")]
    [InlineData("other.example.com", "100", null, "another origin")]
    [InlineData("*", null, null, "no WebHook-Allowed-Rate")]
    [InlineData("*", "0", null, "neither")]
    [InlineData("*", "-5", null, "neither")]
    [InlineData("*", "fast", null, "neither")]
    public void TheHandshakeIsReadFromItsHeadersOnly(string? origin, string? rate, int? allowed, string? refusal)
    {
        using var response = new HttpResponseMessage(System.Net.HttpStatusCode.MethodNotAllowed);
        if (origin is not null)
        {
            response.Headers.Add("WebHook-Allowed-Origin", origin);
        }

        if (rate is not null)
        {
            response.Headers.Add("WebHook-Allowed-Rate", rate);
        }

        var result = HandshakeResult.Read(response.Headers, "customerservice.internal");
        Assert.Equal(allowed, result.AllowedRate);
        Assert.Equal(refusal is null, result.Refusal is null);
        Assert.Contains(refusal ?? "", result.Refusal ?? "", StringComparison.Ordinal);
    }

    private static Given<WebhookEndpoint> Given(params object[] events) =>
        Decisions.Given<WebhookEndpoint>(Number, [Registered, .. events]);
}
