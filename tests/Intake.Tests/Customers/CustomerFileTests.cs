using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Upkeep;
using static CustomerService.Intake.Tests.Customers.CustomerHistory;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I1, I4: what changes a file, and by which version.</summary>
public sealed class CustomerFileTests
{
    [Fact]
    public void OnlyChangesCount() =>
        Assert.Equal(
            (1, 1, 2),
            (
                AFile().State.Revision,
                AFile(new CustomerSeen("agent:A017", "file", Now)).State.Revision,
                AFile(new CustomerTagged(["vip"], Now)).State.Revision
            )
        );

    [Theory]
    [InlineData(1, null)]
    [InlineData(0, "stale-version")]
    [InlineData(2, "stale-version")]
    public void AChangeNeedsTheVersionThatWasSeen(long expected, string? code) =>
        Assert.Equal(code, CustomerFile.Guard(AFile().State, expected)?.Rejection?.Code);

    [Fact]
    public void AnErasedFileIsNotChanged() => Assert.Equal("customer-erased", CustomerFile.Guard(AFile(Erased).State, 2)?.Rejection?.Code);

    [Fact]
    public void AnAddressIsChangedOnce()
    {
        var command = new ChangeAddress("北京市", "1101", "测试街2号");
        AFile().When(f => ChangeAddress.Decide(f, command, Now)).Then(new AddressChanged("北京市", "1101", "测试街2号", Now));
        AFile(new AddressChanged("北京市", "1101", "测试街2号", Now)).When(f => ChangeAddress.Decide(f, command, Now)).ThenNothing();
    }

    [Fact]
    public void TagsAreASet()
    {
        AFile().When(f => TagCustomer.Decide(f, new TagCustomer(["b", " a ", "b"]), Now)).Then(new CustomerTagged(["a", "b"], Now));
        AFile(new CustomerTagged(["a", "b"], Now)).When(f => TagCustomer.Decide(f, new TagCustomer(["b", "a"]), Now)).ThenNothing();
        AFile()
            .When(f => TagCustomer.Decide(f, new TagCustomer([new string('a', 40)]), Now))
            .Then(new CustomerTagged([new string('a', 40)], Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void ATagIsAWord(string tag) =>
        AFile().When(f => TagCustomer.Decide(f, new TagCustomer([tag]), Now)).ThenRejected("tag-invalid");

    [Fact]
    public void SomebodyLooksAfterTheCustomerOrNobody()
    {
        AFile().When(f => AssignAccountOwner.Decide(f, new AssignAccountOwner("A017"), Now)).Then(new AccountOwnerAssigned("A017", Now));
        AFile(new AccountOwnerAssigned("A017", Now))
            .When(f => AssignAccountOwner.Decide(f, new AssignAccountOwner(), Now))
            .Then(new AccountOwnerAssigned(null, Now));
        AFile().When(f => AssignAccountOwner.Decide(f, new AssignAccountOwner(), Now)).ThenNothing();
    }

    [Theory]
    [InlineData(Confidentiality.Normal, Confidentiality.Normal, null)]
    [InlineData(Confidentiality.Normal, Confidentiality.Confidential, "set")]
    [InlineData(Confidentiality.Normal, Confidentiality.TopSecret, "clearance-too-low")]
    [InlineData(Confidentiality.TopSecret, Confidentiality.Normal, "clearance-too-low")]
    [InlineData(Confidentiality.Confidential, Confidentiality.Normal, "set")]
    public void NobodySetsALevelAboveTheirClearance(Confidentiality before, Confidentiality wanted, string? expected)
    {
        var asked = AFile(At(before)).When(f => SetConfidentiality.Decide(f, new SetConfidentiality(wanted, "why"), Lead, Now));
        if (expected is null)
        {
            asked.ThenNothing();
        }
        else if (expected == "set")
        {
            asked.Then(new ConfidentialitySet(wanted, "why", "supervisor:S001", Now));
        }
        else
        {
            asked.ThenRejected(expected);
        }
    }

    [Fact]
    public void NothingPersonalIsLeftInAnErasedFileAndWhatCountsStays()
    {
        var file = AFile(
            new CustomerTagged(["a"], Now),
            new ServicePasswordSet("hash", new ProofUse("p", ProofLevel.OneTimeCode), Now),
            Erased
        ).State;
        Assert.Equal(
            (Masking.Mask, "", null, Masking.Mask, false),
            (file.Name, file.Phone, file.Email, file.Address, file.HasServicePassword)
        );
        Assert.Empty(file.ContactPoints);
        Assert.Empty(file.Tags);
        Assert.Equal((CustomerClass.Vip, "3101", 25_000m, Now), (file.Class, file.RegionCode, file.YearlySpend, file.ErasedAt));
    }

    [Fact]
    public void WhoWasErasedStaysSoWhateverATableSays() =>
        Assert.Equal(
            Masking.Mask,
            AFile(
                Erased,
                new CustomerCorrected(
                    CustomerKind.Person,
                    "测试",
                    "+8613800138000",
                    null,
                    "上海市",
                    "3101",
                    "测试路1号",
                    "zh-Hans",
                    1,
                    CustomerClass.Vip,
                    Now
                )
            ).State.Name
        );

    private static CustomerErased Erased => new("S001", ["X001", "S002"], 3, 1, Now);
}
