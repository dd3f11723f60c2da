using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace CustomerService.Identity.Keys;

/// <summary>
/// Seals what lies in the database with AES-256-GCM under keys derived from the one in configuration; what it is and whose is bound to it.
/// </summary>
internal sealed class KeySeal(IOptions<IdentityOptions> options)
{
    private const int KeyBytes = 32;
    private static readonly int Nonce = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int Tag = AesGcm.TagByteSizes.MaxSize;

    /// <summary>A key for one purpose, the same in every replica.</summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, options.Value.Key(), KeyBytes, info: Encoding.UTF8.GetBytes(purpose));

    public string Seal(string purpose, ReadOnlySpan<byte> plain)
    {
        var box = new byte[Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var aes = new AesGcm(Derive("seal"), Tag);
        aes.Encrypt(
            box.AsSpan(0, Nonce),
            plain,
            box.AsSpan(Nonce, plain.Length),
            box.AsSpan(Nonce + plain.Length),
            Encoding.UTF8.GetBytes(purpose)
        );
        return Convert.ToBase64String(box);
    }

    public byte[] Open(string purpose, string sealedText)
    {
        var box = Convert.FromBase64String(sealedText);
        var plain = new byte[box.Length - Nonce - Tag];
        using var aes = new AesGcm(Derive("seal"), Tag);
        aes.Decrypt(
            box.AsSpan(0, Nonce),
            box.AsSpan(Nonce, plain.Length),
            box.AsSpan(Nonce + plain.Length),
            plain,
            Encoding.UTF8.GetBytes(purpose)
        );
        return plain;
    }
}
