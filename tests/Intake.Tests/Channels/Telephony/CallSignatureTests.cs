using CustomerService.Intake.Channels.Telephony;
using CustomerService.TestSupport;

namespace CustomerService.Intake.Tests.Channels.Telephony;

/// <summary>Who reports is known by the signature.</summary>
public sealed class CallSignatureTests
{
    private const string Old = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string New = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    // The example of the standard's own test vectors.
    [Fact]
    public void TheExampleOfTheStandardIsValid() =>
        Assert.True(
            CallSignature.IsValid(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "1614265330",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                """{"test": 2432232314}"""u8,
                [Old],
                TimeSpan.FromMinutes(5),
                Now
            )
        );

    [Fact]
    public void TwoSecretsAreValidAtOnceAndAThirdIsNot()
    {
        Assert.True(IsValid(CallSimulation.Sign("id", Now, "{}", Old), secrets: [Old, New]));
        Assert.True(IsValid(CallSimulation.Sign("id", Now, "{}", New), secrets: [Old, New]));
        Assert.False(IsValid(CallSimulation.Sign("id", Now, "{}", Old), secrets: [New]));
        Assert.False(IsValid(CallSimulation.Sign("id", Now, "{}", Old), secrets: []));
        Assert.True(
            IsValid($"v1a,AAAA {CallSimulation.Sign("id", Now, "{}", New)} {CallSimulation.Sign("id", Now, "{}", Old)}", secrets: [Old])
        );
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void OldReportsAndThoseOfTheFutureAreRefused(int seconds, bool valid) =>
        Assert.Equal(valid, IsValid(CallSimulation.Sign("id", Now.AddSeconds(seconds), "{}", Old), at: Now.AddSeconds(seconds)));

    [Fact]
    public void WhateverIsChangedIsSeen()
    {
        var signature = CallSimulation.Sign("id", Now, "{}", Old);
        Assert.True(IsValid(signature));
        Assert.False(IsValid(signature, body: "{ }"));
        Assert.False(IsValid(signature, id: "other"));
        Assert.False(IsValid(signature, at: Now.AddSeconds(1)));
        Assert.False(IsValid(signature.Replace("v1,", "v2,", StringComparison.Ordinal)));
        Assert.False(IsValid(signature[..^4]));
        Assert.False(IsValid(""));
        Assert.False(IsValid("v1,"));
        Assert.False(IsValid("v1,%%%"));
    }

    [Theory]
    [InlineData(Old, true)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_AAAA", false)]
    [InlineData("whsec_not base64", false)]
    [InlineData("", false)]
    public void ASecretIsLongEnoughOrNone(string secret, bool good) => Assert.Equal(good, CallSignature.Key(secret) is not null);

    private static bool IsValid(
        string signature,
        string id = "id",
        string body = "{}",
        DateTimeOffset? at = null,
        string[]? secrets = null
    ) =>
        CallSignature.IsValid(
            id,
            (at ?? Now).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            signature,
            System.Text.Encoding.UTF8.GetBytes(body),
            secrets ?? [Old],
            TimeSpan.FromMinutes(5),
            Now
        );
}
