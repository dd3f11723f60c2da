using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Microsoft.Extensions.Options;
using static CustomerService.Intake.Tests.Customers.CustomerHistory;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I5: proofs of identity: levels, tries, times, acts.</summary>
public sealed class ProofTests
{
    private static readonly ProofOptions Numbers = new();
    private static readonly RequestProof ByCode = new(ProofLevel.OneTimeCode, [SensitiveAct.ChangeContactPoints], "cp1");
    private static readonly ProofRequested Requested = new(
        Number,
        ProofLevel.OneTimeCode,
        "cp1",
        [SensitiveAct.ChangeContactPoints],
        "hash",
        "agent:A017",
        Now.AddMinutes(10),
        Now
    );
    private static readonly ProofTried Wrong = new(false, Now);
    private static readonly ProofGiven Given = new(ProofLevel.OneTimeCode, Now.AddMinutes(15), Now);

    [Theory]
    [InlineData(0, null)]
    [InlineData(2, null)]
    [InlineData(3, "proofs-exhausted")]
    public void AtMostThreeCodesAnHourGoToOneContactPoint(int before, string? code) =>
        Assert.Equal(code, RequestProof.Decide(AFile().State, ByCode, before, "hash", Numbers, Agent, Now).Rejection?.Code);

    [Fact]
    public void ACodeIsForTenMinutesAndForTheActsThatAreNamed() =>
        AFile().When(f => RequestProof.Decide(f, ByCode, 0, "hash", Numbers, Agent, Now)).Then(Requested);

    [Theory]
    [InlineData(ProofLevel.None, null, "proof-level")]
    [InlineData(ProofLevel.OneTimeCode, null, "proof-contact-point")]
    [InlineData(ProofLevel.ServicePassword, "cp1", "proof-contact-point")]
    [InlineData(ProofLevel.OneTimeCode, "cp9", "contact-point-unknown")]
    [InlineData(ProofLevel.ServicePassword, null, "no-service-password")]
    public void WhatCannotBeProvedIsRefused(ProofLevel level, string? point, string code) =>
        AFile()
            .When(f => RequestProof.Decide(f, new(level, [SensitiveAct.ExportData], point), 0, "hash", Numbers, Agent, Now))
            .ThenRejected(code);

    [Fact]
    public void WithoutAKeyNoCodeIsSent() =>
        AFile().When(f => RequestProof.Decide(f, ByCode, 0, null, Numbers, Agent, Now)).ThenRejected("codes-not-configured");

    [Fact]
    public void TheRightCodeGivesAProofForAQuarterOfAnHour() =>
        AProof(Wrong).When(p => TryProof.Decide(p, () => true, Numbers, Now)).Then(new ProofTried(true, Now), Given);

    [Fact]
    public void TheFifthWrongTryIsTheLast()
    {
        AProof(Wrong, Wrong, Wrong).When(p => TryProof.Decide(p, () => false, Numbers, Now)).Then(Wrong);
        AProof(Wrong, Wrong, Wrong, Wrong)
            .When(p => TryProof.Decide(p, () => false, Numbers, Now))
            .Then(Wrong, new ProofFailed("tries", Now));
        AProof(Wrong, Wrong, Wrong, Wrong).When(p => TryProof.Decide(p, () => true, Numbers, Now)).Then(new ProofTried(true, Now), Given);
    }

    [Fact]
    public void WhatIsOverIsNotEvenLookedAt()
    {
        AProof(Wrong, Wrong, Wrong, Wrong, Wrong).When(p => TryProof.Decide(p, NotAsked, Numbers, Now)).ThenRejected("proof-over");
        AProof(new ProofFailed("superseded", Now)).When(p => TryProof.Decide(p, NotAsked, Numbers, Now)).ThenRejected("proof-over");
        AProof(Given).When(p => TryProof.Decide(p, NotAsked, Numbers, Now)).ThenRejected("proof-over");
        AProof().When(p => TryProof.Decide(p, NotAsked, Numbers, Now.AddMinutes(10))).ThenRejected("proof-over");
        AProof()
            .When(p => TryProof.Decide(p, () => true, Numbers, Now.AddMinutes(10).AddTicks(-1)))
            .Then(
                new ProofTried(true, Now.AddMinutes(10).AddTicks(-1)),
                new ProofGiven(ProofLevel.OneTimeCode, Now.AddMinutes(25).AddTicks(-1), Now.AddMinutes(10).AddTicks(-1))
            );

        static bool NotAsked() => throw new InvalidOperationException("No try was left.");
    }

    [Fact]
    public void AProofIsGoodForItsActItsCustomerItsActorAndItsTime()
    {
        var proof = AProof(Given).State;
        Assert.Null(Refusal(proof));
        Assert.Null(Refusal(proof, at: Now.AddMinutes(15).AddTicks(-1)));
        Assert.Equal("proof-not-valid", Refusal(proof, at: Now.AddMinutes(15)));
        Assert.Equal("proof-not-valid", Refusal(AProof().State));
        Assert.Equal("proof-not-valid", Refusal(AProof(new ProofFailed("tries", Now)).State));
        Assert.Equal("proof-unknown", Refusal(proof, customer: "C000002"));
        Assert.Equal("proof-unknown", proof.RefusalFor(SensitiveAct.ChangeContactPoints, ProofLevel.OneTimeCode, Number, Lead, Now)?.Code);
        Assert.Equal("proof-of-another-act", Refusal(proof, SensitiveAct.ExportData));
        Assert.Equal("proof-too-weak", Refusal(proof with { Level = ProofLevel.ServicePassword }));
    }

    [Fact]
    public void LevelsAreConfigurationAndAnActThatNobodyNamedNeedsTheHighest()
    {
        Assert.Equal(ProofLevel.OneTimeCode, Numbers.LevelOf(SensitiveAct.ChangeContactPoints));
        Assert.Equal(ProofLevel.OneTimeCode, Numbers.LevelOf((SensitiveAct)99));
        // I5 names them: changing contact points, ownership, refunds, reading details. Each has a level that can be configured.
        Assert.All(["readDetails", "changeContactPoints", "changeUnitOwner", "refund"], act =>
            Assert.Contains(Json.FromCode<SensitiveAct>(act)!.Value, Numbers.Levels.Keys)
        );
        Assert.Equal(Enum.GetValues<SensitiveAct>(), Numbers.Levels.Keys.Order());
    }

    [Fact]
    public void ACodeHasSixDigitsAndItsHashIsBoundToWhatItOpens()
    {
        var codes = new Codes(Options.Create(new ProofOptions { Key = Convert.ToBase64String(new byte[32]) }));
        Assert.All(Enumerable.Range(0, 200).Select(_ => Codes.New()), code => Assert.Matches("^[0-9]{6}$", code));
        Assert.True(codes.IsRight("a", codes.Hash("a", "123456"), "123456"));
        Assert.False(codes.IsRight("a", codes.Hash("a", "123456"), "123457"));
        Assert.False(codes.IsRight("b", codes.Hash("a", "123456"), "123456"));
        Assert.False(codes.IsRight("a", null, "123456"));
        Assert.NotEqual(
            codes.Hash("a", "1"),
            new Codes(Options.Create(new ProofOptions { Key = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray()) })).Hash(
                "a",
                "1"
            )
        );
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", true)]
    [InlineData("AAAA", false)]
    [InlineData("no base64", false)]
    public void AKeyIsWholeOrThereIsNone(string key, bool usable) => Assert.Equal(usable, new ProofOptions { Key = key }.HasUsableKey);

    [Fact]
    public void APasswordIsHashedWithItsOwnSalt()
    {
        var (one, two) = (ServicePassword.Hash("correct horse"), ServicePassword.Hash("correct horse"));
        Assert.NotEqual(one, two);
        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", one, StringComparison.Ordinal);
        Assert.True(ServicePassword.IsRight("correct horse", one));
        Assert.False(ServicePassword.IsRight("correct horsf", one));
        Assert.False(ServicePassword.IsRight("", null));
        Assert.False(ServicePassword.IsRight("", ""));
    }

    private static string? Refusal(
        Proof proof,
        SensitiveAct act = SensitiveAct.ChangeContactPoints,
        string customer = Number,
        DateTimeOffset? at = null
    ) => proof.RefusalFor(act, ProofLevel.OneTimeCode, customer, Agent, at ?? Now)?.Code;

    private static Given<Proof> AProof(params object[] after) => IntakeDecisions.Given<Proof>(Proof.KeyOf("p1"), [Requested, .. after]);
}
