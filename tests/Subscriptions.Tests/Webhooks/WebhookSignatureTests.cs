using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using CustomerService.Subscriptions.Webhooks;
using Microsoft.Extensions.Options;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace CustomerService.Subscriptions.Tests.Webhooks;

/// <summary>E4: signatures as others make and check them.</summary>
public sealed class WebhookSignatureTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>One signature made elsewhere.</summary>
    public sealed record Vector(
        string Secret,
        string Seed,
        string PublicKey,
        string Id,
        long Timestamp,
        string Body,
        string V1,
        string V1a
    );

    // Written by the npm packages standardwebhooks 1.1.1 and svix 2.5.0, which agreed on each v1, and by ed25519 of Node.js.
    private static List<Vector> Vectors { get; } =
        JsonSerializer.Deserialize<List<Vector>>(
            typeof(WebhookSignatureTests).Assembly.GetManifestResourceStream("vectors.json")!,
            JsonSerializerOptions.Web
        )!;

    [Fact]
    public void TheVectorOfTheStandardsOwnLibraries() =>
        Assert.Equal(
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
            WebhookSignature.Sign(
                "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
                DateTimeOffset.FromUnixTimeSeconds(1649367553),
                """{"email":"test@example.com","username":"test_user"}""",
                ["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"]
            )
        );

    [Fact]
    public void OtherImplementationsSignTheSame()
    {
        Assert.Equal(20, Vectors.Count);
        foreach (var vector in Vectors)
        {
            var (privateKey, publicKey) = WebhookSignature.KeyPair(Convert.FromBase64String(vector.Seed));
            var at = DateTimeOffset.FromUnixTimeSeconds(vector.Timestamp);
            Assert.Equal(vector.PublicKey, publicKey);
            Assert.Equal($"{vector.V1} {vector.V1a}", WebhookSignature.Sign(vector.Id, at, vector.Body, [vector.Secret, privateKey]));
        }
    }

    [Fact]
    public void EveryKeySignsForItself() =>
        Gen.Select(Gen.String, Gen.Int[1, 4])
            .Sample(
                (body, count) =>
                {
                    var secrets = Enumerable.Range(0, count).Select(_ => WebhookSignature.NewSecret()).ToList();
                    var together = WebhookSignature.Sign("e1", Now, body, secrets).Split(' ');
                    Assert.Equal(secrets.Select(s => WebhookSignature.Sign("e1", Now, body, [s])), together);
                    Assert.Equal(count, together.Distinct().Count());
                }
            );

    [Fact]
    public void AnythingElseIsNotWhatWasSigned()
    {
        var (privateKey, publicKey) = WebhookSignature.NewKeyPair();
        var key = Convert.FromBase64String(publicKey["whpk_".Length..]);
        var signature = Convert.FromBase64String(WebhookSignature.Sign("e1", Now, "{}", [privateKey])["v1a,".Length..]);
        Assert.True(Verifies($"e1.{Now.ToUnixTimeSeconds()}.{{}}"));
        Assert.False(Verifies($"e2.{Now.ToUnixTimeSeconds()}.{{}}"));
        Assert.False(Verifies($"e1.{Now.ToUnixTimeSeconds() + 1}.{{}}"));
        Assert.False(Verifies($"e1.{Now.ToUnixTimeSeconds()}.{{ }}"));

        bool Verifies(string content)
        {
            var bytes = Encoding.UTF8.GetBytes(content);
            return Ed25519.Verify(signature, 0, key, 0, bytes, 0, bytes.Length);
        }
    }

    [Fact]
    public void SecretsHaveTheirFormsAndSizes()
    {
        var secret = WebhookSignature.NewSecret();
        var (privateKey, publicKey) = WebhookSignature.NewKeyPair();
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.InRange(Convert.FromBase64String(secret[6..]).Length, 24, 64);
        Assert.StartsWith("whsk_", privateKey, StringComparison.Ordinal);
        Assert.StartsWith("whpk_", publicKey, StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(publicKey[5..]).Length);
    }

    [Fact]
    public void WhatIsSealedOpensForItsEndpointOnlyAndAfterAnExchangeOfKeys()
    {
        var (first, second) = (NewKey("a"), NewKey("b"));
        var sealedSecret = Seal(first).Seal("WH00000001", "whsec_x");
        Assert.DoesNotContain("whsec", sealedSecret, StringComparison.Ordinal);
        Assert.NotEqual(sealedSecret, Seal(first).Seal("WH00000001", "whsec_x"));
        Assert.Equal("whsec_x", Seal(first).Open("WH00000001", sealedSecret));
        Assert.Equal("whsec_x", Seal($"{second},{first}").Open("WH00000001", sealedSecret));
        Assert.StartsWith("b:", Seal($"{second},{first}").Seal("WH00000001", "whsec_x"), StringComparison.Ordinal);
        Assert.ThrowsAny<CryptographicException>(() => Seal(first).Open("WH00000002", sealedSecret));
        Assert.ThrowsAny<CryptographicException>(() => Seal(second).Open("WH00000001", sealedSecret));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("a", false)]
    [InlineData("a:", false)]
    [InlineData("a:AAAA", false)]
    [InlineData("a:no base64", false)]
    [InlineData("a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", true)]
    public void AKeyThatCannotSealIsRefusedAtTheStart(string keys, bool isValid) => Assert.Equal(isValid, SecretSeal.IsValid(keys));

    private static SecretSeal Seal(string keys) => new(Options.Create(new WebhookOptions { SecretKeys = keys }));

    private static string NewKey(string name) => $"{name}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
}
