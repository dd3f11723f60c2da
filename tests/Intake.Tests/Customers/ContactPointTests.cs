using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Upkeep;
using static CustomerService.Intake.Tests.Customers.CustomerHistory;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I1: several ways to reach a customer, each in one normal form.</summary>
public sealed class ContactPointTests
{
    private static readonly ProofUse Proof = new("p1", ProofLevel.OneTimeCode);

    [Fact]
    public void ATableGivesAPhoneAndAnAddress() =>
        Assert.Equal(
            [
                new ContactPoint("cp1", ContactPointKind.Phone, "+8613800138000"),
                new ContactPoint("cp2", ContactPointKind.Email, "someone@example.org"),
            ],
            AFile().State.ContactPoints
        );

    [Fact]
    public void WhatWasThereKeepsItsIdAndItsVerificationAndTheFirstOfAKindIsUsed()
    {
        var changed = new ContactPointsChanged(
            [
                new ContactPoint("cp3", ContactPointKind.Phone, "+862162345678"),
                new ContactPoint("cp1", ContactPointKind.Phone, "+8613800138000", Verified: true),
            ],
            ReachBy.Sms,
            "en",
            Proof,
            Now
        );
        AFile(new ContactPointVerified("cp1", "p0", Now))
            .When(f => ChangeContactPoints.Decide(f, Command("021-62345678", "138 0013 8000"), Proof, Rules, Now))
            .Then(changed);
        var file = AFile(new ContactPointVerified("cp1", "p0", Now), changed).State;
        Assert.Equal(("+862162345678", null, "en", 3), (file.Phone, file.Email, file.Language, file.Revision));
    }

    [Fact]
    public void AnIdIsNeverUsedAgain()
    {
        var onlyPhone = new ContactPointsChanged(
            [new ContactPoint("cp1", ContactPointKind.Phone, "+8613800138000")],
            ReachBy.Phone,
            "en",
            Proof,
            Now
        );
        AFile(onlyPhone)
            .When(f => ChangeContactPoints.Decide(f, Command("13800138000", "13900139000"), Proof, Rules, Now))
            .Then(
                new ContactPointsChanged(
                    [
                        new ContactPoint("cp1", ContactPointKind.Phone, "+8613800138000"),
                        new ContactPoint("cp3", ContactPointKind.Phone, "+8613900139000"),
                    ],
                    ReachBy.Sms,
                    "en",
                    Proof,
                    Now
                )
            );
    }

    [Fact]
    public void TheSameListAgainChangesNothing()
    {
        var changed = new ContactPointsChanged(
            [new ContactPoint("cp1", ContactPointKind.Phone, "+8613800138000")],
            ReachBy.Sms,
            "en",
            Proof,
            Now
        );
        AFile(changed).When(f => ChangeContactPoints.Decide(f, Command("+86 13800138000"), Proof, Rules, Now)).ThenNothing();
    }

    [Theory]
    [InlineData(ContactPointKind.Phone, "12345", "phone-invalid")]
    [InlineData(ContactPointKind.Phone, "someone@example.org", "phone-invalid")]
    [InlineData(ContactPointKind.Email, "someone", "email-invalid")]
    [InlineData(ContactPointKind.Email, "Some One <someone@example.org>", "email-invalid")]
    [InlineData(ContactPointKind.Email, "13800138000", "email-invalid")]
    [InlineData(ContactPointKind.Phone, "0086 138 0013 8000", "contact-point-twice")]
    public void WhatIsNoContactPointIsRefusedByItsKind(ContactPointKind kind, string value, string code) =>
        AFile()
            .When(f =>
                ChangeContactPoints.Decide(
                    f,
                    new ChangeContactPoints([new(ContactPointKind.Phone, "13800138000"), new(kind, value)], ReachBy.Phone, "en"),
                    Proof,
                    Rules,
                    Now
                )
            )
            .ThenRejected(code);

    [Theory]
    [InlineData(ReachBy.Email)]
    public void ThePreferredChannelMustLeadSomewhere(ReachBy channel) =>
        AFile()
            .When(f =>
                ChangeContactPoints.Decide(
                    f,
                    new ChangeContactPoints([new(ContactPointKind.Phone, "13800138000")], channel, "en"),
                    Proof,
                    Rules,
                    Now
                )
            )
            .ThenRejected("channel-unreachable");

    [Theory]
    [InlineData(" Someone@Example.ORG ", "someone@example.org")]
    [InlineData("138 0013 8000", "+8613800138000")]
    [InlineData("nobody", null)]
    public void AContactIsLookedForInItsNormalForm(string text, string? expected) =>
        Assert.Equal(expected, ContactPoint.Normalise(text, "CN"));

    [Fact]
    public void AnImportReplacesTheMainOnesAndKeepsTheOthers()
    {
        var changed = new ContactPointsChanged(
            [
                new ContactPoint("cp1", ContactPointKind.Phone, "+8613800138000", Verified: true),
                new ContactPoint("cp2", ContactPointKind.Email, "someone@example.org"),
                new ContactPoint("cp3", ContactPointKind.Phone, "+862162345678"),
            ],
            ReachBy.Phone,
            "en",
            Proof,
            Now
        );
        var corrected = new CustomerCorrected(
            CustomerKind.Person,
            "测试",
            "+8613900139000",
            null,
            "上海市",
            "3101",
            "测试路1号",
            "zh-Hans",
            25_000,
            CustomerClass.Vip,
            Now
        );
        Assert.Equal(["+8613900139000", "+862162345678"], AFile(changed, corrected).State.ContactPoints.Select(p => p.Value));
        Assert.True(AFile(changed, corrected with { Phone = "+8613800138000" }).State.ContactPoints[0].Verified);
    }

    private static ChangeContactPoints Command(params string[] phones) =>
        new([.. phones.Select(p => new WantedContactPoint(ContactPointKind.Phone, p))], ReachBy.Sms, "en");
}
