using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>
/// Seals secrets at rest with AES-256-GCM under a key from configuration. A sealed text names its key, so keys can be exchanged one after
/// the other, and is bound to its endpoint, so that a row copied to another one does not open.
/// </summary>
internal sealed class SecretSeal
{
    private const int KeyBytes = 32;
    private readonly List<(string Name, byte[] Key)> _keys;

    public SecretSeal(IOptions<WebhookOptions> options) => _keys = Parse(options.Value.SecretKeys);

    /// <summary>Whether there is a key; without one nothing can be registered.</summary>
    public bool IsReady => _keys.Count > 0;

    public string Seal(string endpoint, string secret)
    {
        var (name, key) = _keys[0];
        var plain = Encoding.UTF8.GetBytes(secret);
        Span<byte> box = stackalloc byte[AesGcm.NonceByteSizes.MaxSize + plain.Length + AesGcm.TagByteSizes.MaxSize];
        var nonce = box[..AesGcm.NonceByteSizes.MaxSize];
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
        aes.Encrypt(
            nonce,
            plain,
            box.Slice(nonce.Length, plain.Length),
            box[^AesGcm.TagByteSizes.MaxSize..],
            Encoding.UTF8.GetBytes(endpoint)
        );
        return $"{name}:{Convert.ToBase64String(box)}";
    }

    public string Open(string endpoint, string sealedSecret)
    {
        var colon = sealedSecret.IndexOf(':', StringComparison.Ordinal);
        var key = _keys.FirstOrDefault(k => k.Name == sealedSecret[..colon]).Key
            ?? throw new CryptographicException($"Webhooks:SecretKeys has no key {sealedSecret[..colon]}.");
        var box = Convert.FromBase64String(sealedSecret[(colon + 1)..]).AsSpan();
        var cipher = box[AesGcm.NonceByteSizes.MaxSize..^AesGcm.TagByteSizes.MaxSize];
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
        aes.Decrypt(
            box[..AesGcm.NonceByteSizes.MaxSize],
            cipher,
            box[^AesGcm.TagByteSizes.MaxSize..],
            plain,
            Encoding.UTF8.GetBytes(endpoint)
        );
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>Whether the setting can be used; an empty one can.</summary>
    public static bool IsValid(string keys)
    {
        try
        {
            return Parse(keys).TrueForAll(k => k is { Name.Length: > 0, Key.Length: KeyBytes });
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static List<(string Name, byte[] Key)> Parse(string keys) =>
        [
            .. keys.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
                .Select(k => k.Split(':', 2))
                .Select(k => k.Length == 2 ? (k[0], Convert.FromBase64String(k[1])) : throw new FormatException("A key is name:base64.")),
        ];
}
