using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>
/// Secrets and signatures of Standard Webhooks 1.0: <c>whsec_</c> with HMAC-SHA256 as <c>v1</c>, <c>whsk_</c>/<c>whpk_</c> with ed25519 as
/// <c>v1a</c>, over <c>id.timestamp.body</c>.
/// </summary>
internal static class WebhookSignature
{
    private const string Symmetric = "whsec_";
    private const string Private = "whsk_";
    private const string Public = "whpk_";

    // Between the 24 and 64 bytes that the standard allows; as long as the hash.
    private const int SecretBytes = 32;

    /// <summary>A new symmetric secret.</summary>
    public static string NewSecret() => Symmetric + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>A new key pair: the private key stays with us, the public one is for the subscriber.</summary>
    public static (string PrivateKey, string PublicKey) NewKeyPair() => KeyPair(RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize));

    /// <summary>The key pair of a seed of 32 bytes. The private key is written as seed and public key, as most libraries have it.</summary>
    public static (string PrivateKey, string PublicKey) KeyPair(ReadOnlySpan<byte> seed)
    {
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, publicKey);
        return (Private + Convert.ToBase64String([.. seed, .. publicKey]), Public + Convert.ToBase64String(publicKey));
    }

    /// <summary>The value of <c>webhook-signature</c>: one signature for each key, by spaces.</summary>
    public static string Sign(string id, DateTimeOffset at, string body, IEnumerable<string> keys)
    {
        var content = Encoding.UTF8.GetBytes($"{id}.{Timestamp(at)}.{body}");
        return string.Join(' ', keys.Select(key => Sign(content, key)));
    }

    /// <summary>The value of <c>webhook-timestamp</c>: seconds since 1970.</summary>
    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Sign(byte[] content, string key)
    {
        if (key.StartsWith(Symmetric, StringComparison.Ordinal))
        {
            return "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key[Symmetric.Length..]), content));
        }

        var pair = Convert.FromBase64String(key[Private.Length..]);
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(pair, 0, pair, Ed25519.SecretKeySize, content, 0, content.Length, signature, 0);
        return "v1a," + Convert.ToBase64String(signature);
    }
}
