using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Standings;
using CustomerService.Intake.Tickets.Ratings;
using CustomerService.ServiceDefaults;
using static CustomerService.Intake.Tests.Customers.CustomerHistory;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I3: credit, blacklist, warnings, and what others learn of them.</summary>
public sealed class StandingTests
{
    private static readonly DateTimeOffset Until = Now.AddDays(30);
    private static readonly CustomerBlacklisted Blacklisted = new("does not pay", Until, "supervisor:S001", Now);
    private static readonly WarningRaised Raised = new("cost-above-value", "twice the price", true, "agent:A017", Now);

    [Fact]
    public void ACreditClassIsSetOnceAndOthersLearnIt()
    {
        var set = new CreditSet(CreditClass.D, "unpaid", "supervisor:S001", Now);
        AFile()
            .When(f => SetCredit.Decide(f, new(CreditClass.D, "unpaid"), Lead, Rules, Now))
            .Then(set, Changed(CreditClass.D, 0, null, true, 3));
        AFile(set).When(f => SetCredit.Decide(f, new(CreditClass.D, "still unpaid"), Lead, Rules, Now)).ThenNothing();
    }

    [Fact]
    public void TheUsualCreditClassByHandIsNoNewsToOthers() =>
        AFile()
            .When(f => SetCredit.Decide(f, new(Rules.CreditUnlessSet, "looked at"), Lead, Rules, Now))
            .Then(new CreditSet(CreditClass.B, "looked at", "supervisor:S001", Now));

    [Theory]
    [InlineData(CreditClass.A, 50_000, false)]
    [InlineData(CreditClass.C, 5_000, false)]
    [InlineData(CreditClass.D, 0, true)]
    public void EachCreditClassHasItsLimitAndTheLowestForbidsAnAdvanceExchange(CreditClass credit, int limit, bool forbids) =>
        AFile()
            .When(f => SetCredit.Decide(f, new(credit, "x"), Lead, Rules, Now))
            .Then(new CreditSet(credit, "x", "supervisor:S001", Now), Changed(credit, limit, null, forbids, 3));

    [Theory]
    [InlineData(0, "blacklist-until")]
    [InlineData(1, null)]
    [InlineData(3 * 365 * 24 * 60, null)]
    [InlineData(3 * 365 * 24 * 60 + 1, "blacklist-until")]
    public void ABlacklistingEndsWithinThreeYears(int minutes, string? code) =>
        Assert.Equal(code, BlacklistCustomer.Decide(AFile().State, new("x", Now.AddMinutes(minutes)), Lead, Rules, Now).Rejection?.Code);

    [Fact]
    public void ABlacklistingForbidsAnAdvanceExchangeAndTheSameAgainChangesNothing()
    {
        AFile()
            .When(f => BlacklistCustomer.Decide(f, new("does not pay", Until), Lead, Rules, Now))
            .Then(Blacklisted, Changed(CreditClass.B, 20_000, Until, true, 3));
        AFile(Blacklisted).When(f => BlacklistCustomer.Decide(f, new("does not pay", Until), Lead, Rules, Now)).ThenNothing();
        AFile(Blacklisted)
            .When(f => BlacklistCustomer.Decide(f, new("does not pay", Until.AddDays(1)), Lead, Rules, Now))
            .Then(Blacklisted with { Until = Until.AddDays(1) }, Changed(CreditClass.B, 20_000, Until.AddDays(1), true, 4));
    }

    [Fact]
    public void ABlacklistingIsLiftedOnce()
    {
        var lifted = new BlacklistLifted("paid", "supervisor:S001", Now);
        AFile(Blacklisted)
            .When(f => LiftBlacklist.Decide(f, new("paid"), Lead, Rules, Now))
            .Then(lifted, Changed(CreditClass.B, 20_000, null, false, 4));
        AFile(Blacklisted, lifted).When(f => LiftBlacklist.Decide(f, new("paid"), Lead, Rules, Now)).ThenNothing();
    }

    [Fact]
    public void ABlacklistingLapsesAtItsEndAndNotBefore()
    {
        AFile(Blacklisted).When(f => LiftBlacklist.Lapse(f, Rules, Until.AddTicks(-1))).ThenNothing();
        AFile(Blacklisted)
            .When(f => LiftBlacklist.Lapse(f, Rules, Until))
            .Then(new BlacklistLapsed(Until), Changed(CreditClass.B, 20_000, null, false, 4) with { At = Until });
        AFile(Blacklisted, new BlacklistLapsed(Until)).When(f => LiftBlacklist.Lapse(f, Rules, Until)).ThenNothing();
        AFile(Blacklisted, Blacklisted with { Until = Until.AddDays(1) }).When(f => LiftBlacklist.Lapse(f, Rules, Until)).ThenNothing();
        AFile(Blacklisted, new CustomerErased("S001", [], 1, 0, Now)).When(f => LiftBlacklist.Lapse(f, Rules, Until)).ThenNothing();
    }

    [Fact]
    public void ItsEndCountsOnTicketsThoughNobodyHasRecordedIt()
    {
        var standing = AFile(Blacklisted, Raised).State.Held;
        Assert.Equal(["blacklisted", "cost-above-value"], standing.ShownAt(Until.AddTicks(-1)).Select(w => w.Code));
        Assert.Equal(["cost-above-value"], standing.ShownAt(Until).Select(w => w.Code));
    }

    [Fact]
    public void AWarningIsRaisedOnceUnderItsCode()
    {
        AFile().When(f => Raise(f, "twice the price", true)).Then(Raised, Changed(CreditClass.B, 20_000, null, true, 3));
        AFile(Raised).When(f => Raise(f, "twice the price", true)).ThenNothing();
        AFile(Raised).When(f => Raise(f, "thrice the price", true)).ThenRejected("warning-raised");
        AFile(Raised).When(f => Raise(f, "twice the price", false)).ThenRejected("warning-raised");
    }

    [Theory]
    [InlineData("many-claims", null)]
    [InlineData("other", null)]
    [InlineData("blacklisted", "warning-unknown")]
    [InlineData("王先生", "warning-unknown")]
    public void AWarningHasOneOfTheConfiguredCodes(string code, string? refused) =>
        Assert.Equal(refused, RaiseWarning.Decide(AFile().State, new(code, "x"), Agent.ToString(), Rules, Now).Rejection?.Code);

    [Fact]
    public void TheCodesAreConfiguration() =>
        Assert.Equal(
            "warning-unknown",
            RaiseWarning
                .Decide(AFile().State, new("other", "x"), "x", new CustomerOptions { WarningCodes = ["late-payer"] }, Now)
                .Rejection?.Code
        );

    [Fact]
    public void AWarningThatForbidsNothingIsNoNewsToOthers() =>
        AFile().When(f => Raise(f, "twice the price", false)).Then(Raised with { ForbidsAdvanceExchange = false });

    [Fact]
    public void AWarningIsLiftedOnceAndComesBack()
    {
        var lifted = new WarningLifted("cost-above-value", "checked", "supervisor:S001", Now);
        AFile(Raised).When(f => Lift(f, "cost-above-value")).Then(lifted, Changed(CreditClass.B, 20_000, null, false, 4));
        AFile(Raised, lifted).When(f => Lift(f, "cost-above-value")).ThenNothing();
        AFile(Raised, lifted, Raised).When(f => Lift(f, "cost-above-value")).Then(lifted, Changed(CreditClass.B, 20_000, null, false, 6));
        AFile(Raised).When(f => Lift(f, "many-claims")).ThenRejected("warning-not-found");
        Assert.Empty(AFile(Raised, lifted).State.Held.Warnings);
    }

    [Fact]
    public void LiftingOneOfTwoThatForbidLeavesItForbidden() =>
        AFile(Raised, Blacklisted)
            .When(f => Lift(f, "cost-above-value"))
            .Then(new WarningLifted("cost-above-value", "checked", "supervisor:S001", Now));

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    public void ManyClaimsRaiseAWarning(int claims, int events)
    {
        var decision = CountClaims.Decide(AFile().State, claims, Rules, "system:intake", Now);
        Assert.Equal(events, decision.Events.Count);
        Assert.All(decision.Events, e =>
            Assert.Equal(
                new WarningRaised("many-claims", $"{claims} tickets with a repair within 180 days.", false, "system:intake", Now),
                e
            )
        );
    }

    [Fact]
    public void MoreClaimsRaiseNoSecondWarningAndThoseOfAnErasedCustomerNone()
    {
        var raised = new WarningRaised("many-claims", "3 tickets with a repair within 180 days.", false, "system:intake", Now);
        AFile(raised).When(f => CountClaims.Decide(f, 4, Rules, "system:intake", Now)).ThenNothing();
        AFile(new CustomerErased("S001", [], 1, 0, Now)).When(f => CountClaims.Decide(f, 4, Rules, "system:intake", Now)).ThenNothing();
    }

    [Fact]
    public void AnErasedFileKeepsWhatCountsAndNoWords()
    {
        var standing = AFile(
            Blacklisted,
            Raised,
            new ClassOverridden(CustomerClass.Core, "a dispute", Until, "x", Now),
            new CustomerErased("S001", [], 1, 0, Now)
        ).State.Held;
        Assert.Equal(
            (Masking.Mask, Masking.Mask, Masking.Mask, Until),
            (standing.Blacklisting!.Reason, standing.Override!.Reason, Assert.Single(standing.Warnings).Reason, standing.Blacklisting.Until)
        );
    }

    private static Decision Raise(Customer file, string reason, bool forbids) =>
        RaiseWarning.Decide(file, new("cost-above-value", reason, forbids), Agent.ToString(), Rules, Now);

    private static Decision Lift(Customer file, string code) => LiftWarning.Decide(file, code, new("checked"), Lead, Rules, Now);

    private static CustomerStandingChanged Changed(CreditClass credit, decimal limit, DateTimeOffset? until, bool forbids, int revision) =>
        new(credit, limit, until, forbids, revision, Now);
}
