using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Upkeep;
using static CustomerService.Intake.Tests.Customers.CustomerHistory;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I1: a file for a new caller, its correction, and the places beside the first one.</summary>
public sealed class RegisterCustomerTests
{
    private static readonly WantedContactPoint Phone = new(ContactPointKind.Phone, "138 0013 8000");
    private static readonly WantedContactPoint Second = new(ContactPointKind.Phone, "021-62345678");
    private static readonly WantedContactPoint Email = new(ContactPointKind.Email, "Someone@example.org");
    private static readonly PostalAddress Branch = new("分公司", "广州市", "4401", "测试路2号");

    [Fact]
    public void OnePhoneAndOneAddressAreOneFactAsInATable() =>
        Then(
            Command([Phone, Email]),
            new CustomerRegistered(
                CustomerKind.Person,
                "测试",
                "+8613800138000",
                "someone@example.org",
                "上海市",
                "3101",
                "测试路1号",
                "zh-Hans",
                0,
                CustomerClass.Ordinary,
                Now
            )
        );

    [Fact]
    public void WhatATableCannotSayFollowsTheRegistration()
    {
        var command = Command([Email, Phone, Second]) with { PreferredChannel = ReachBy.Sms, FurtherAddresses = [Branch] };
        Then(
            command,
            new CustomerRegistered(
                CustomerKind.Person,
                "测试",
                "+8613800138000",
                "someone@example.org",
                "上海市",
                "3101",
                "测试路1号",
                "zh-Hans",
                0,
                CustomerClass.Ordinary,
                Now
            ),
            new ContactPointsChanged(
                [
                    new ContactPoint("cp2", ContactPointKind.Email, "someone@example.org"),
                    new ContactPoint("cp1", ContactPointKind.Phone, "+8613800138000"),
                    new ContactPoint("cp3", ContactPointKind.Phone, "+862162345678"),
                ],
                ReachBy.Sms,
                "zh-Hans",
                null,
                Now
            ),
            new FurtherAddressesChanged([Branch], Now)
        );
        var file = IntakeDecisions.Given<Customer>(Number, [.. RegisterCustomer.Decide(command, Rules, Now).Events]).State;
        Assert.Equal(
            ("+8613800138000", "someone@example.org", ReachBy.Sms, 3),
            (file.Phone, file.Email, file.PreferredChannel, file.LastContactPoint)
        );
        Assert.Equal([Branch], file.FurtherAddresses);
    }

    [Fact]
    public void WhoHasOnlyAnAddressIsReachedThere()
    {
        var file = IntakeDecisions.Given<Customer>(Number, [.. RegisterCustomer.Decide(Command([Email]), Rules, Now).Events]).State;
        Assert.Equal(("", "someone@example.org", ReachBy.Email), (file.Phone, file.Email, file.PreferredChannel));
    }

    [Fact]
    public void WhatCannotBeReachedIsRefused()
    {
        Assert.Equal("phone-invalid", RegisterCustomer.Decide(Command([Phone with { Value = "12345" }]), Rules, Now).Rejection?.Code);
        Assert.Equal("email-invalid", RegisterCustomer.Decide(Command([Email with { Value = "nobody" }]), Rules, Now).Rejection?.Code);
        Assert.Equal(
            "contact-point-twice",
            RegisterCustomer.Decide(Command([Phone, Phone with { Value = "+8613800138000" }]), Rules, Now).Rejection?.Code
        );
        Assert.Equal(
            "channel-unreachable",
            RegisterCustomer.Decide(Command([Phone]) with { PreferredChannel = ReachBy.Email }, Rules, Now).Rejection?.Code
        );
        Assert.Equal(
            "channel-unreachable",
            RegisterCustomer.Decide(Command([Email]) with { PreferredChannel = ReachBy.Phone }, Rules, Now).Rejection?.Code
        );
    }

    [Fact]
    public void ANameIsCorrectedAndNothingElse()
    {
        AFile()
            .When(f => CorrectCustomer.Decide(f, new CorrectCustomer(CustomerKind.Organisation, "测试公司"), Rules, Now))
            .Then(
                new CustomerCorrected(
                    CustomerKind.Organisation,
                    "测试公司",
                    "+8613800138000",
                    "someone@example.org",
                    "上海市",
                    "3101",
                    "测试路1号",
                    "zh-Hans",
                    25_000,
                    CustomerClass.Vip,
                    Now
                )
            );
        AFile().When(f => CorrectCustomer.Decide(f, new CorrectCustomer(CustomerKind.Person, "测试"), Rules, Now)).ThenNothing();
    }

    [Fact]
    public void ACorrectedNameLeavesFurtherContactPointsAndPlaces()
    {
        var points = new ContactPointsChanged(
            [
                new ContactPoint("cp1", ContactPointKind.Phone, "+8613800138000", Verified: true),
                new ContactPoint("cp3", ContactPointKind.Phone, "+862162345678"),
            ],
            ReachBy.Sms,
            "en",
            null,
            Now
        );
        var before = AFile(points, new FurtherAddressesChanged([Branch], Now));
        var corrected = CorrectCustomer.Decide(before.State, new CorrectCustomer(CustomerKind.Person, "新名"), Rules, Now).Events;
        var after = AFile([points, new FurtherAddressesChanged([Branch], Now), .. corrected]).State;
        Assert.Equal(before.State.ContactPoints, after.ContactPoints);
        Assert.Equal(("新名", ReachBy.Sms, "en"), (after.Name, after.PreferredChannel, after.Language));
        Assert.Equal([Branch], after.FurtherAddresses);
    }

    [Fact]
    public void PlacesAreAWholeListAndTheSameOneAgainChangesNothing()
    {
        AFile()
            .When(f => ChangeFurtherAddresses.Decide(f, new ChangeFurtherAddresses([Branch]), Now))
            .Then(new FurtherAddressesChanged([Branch], Now));
        AFile(new FurtherAddressesChanged([Branch], Now))
            .When(f => ChangeFurtherAddresses.Decide(f, new ChangeFurtherAddresses([Branch]), Now))
            .ThenNothing();
        AFile(new FurtherAddressesChanged([Branch], Now))
            .When(f => ChangeFurtherAddresses.Decide(f, new ChangeFurtherAddresses([]), Now))
            .Then(new FurtherAddressesChanged([], Now));
    }

    private static RegisterCustomer Command(IReadOnlyList<WantedContactPoint> points) =>
        new(CustomerKind.Person, "测试", points, "zh-Hans", "上海市", "3101", "测试路1号");

    private static void Then(RegisterCustomer command, params object[] events)
    {
        var decision = RegisterCustomer.Decide(command, Rules, Now);
        Assert.Null(decision.Rejection);
        Assert.Equivalent(events, decision.Events, strict: true);
    }
}
