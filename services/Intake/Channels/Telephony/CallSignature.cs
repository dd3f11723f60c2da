using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CustomerService.Intake.Channels.Telephony;

/// <summary>
/// Signatures of Standard Webhooks 1.0, receiving side: HMAC-SHA256 over <c>id.timestamp.body</c>, one <c>v1,</c> value for each secret.
/// </summary>
internal static class CallSignature
{
    private const string Prefix = "whsec_";
    private const string Version = "v1,";

    /// <summary>The key of a secret, or null when it is none.</summary>
    public static byte[]? Key(string secret)
    {
        var key = new byte[64];
        return
            secret.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[Prefix.Length..], key, out var length)
            && length >= 24
            ? key[..length]
            : null;
    }

    /// <summary>Whether one of the signatures was made with one of the secrets, not too long ago.</summary>
    public static bool IsValid(
        string id,
        string timestamp,
        string signatures,
        ReadOnlySpan<byte> body,
        IEnumerable<string> secrets,
        TimeSpan tolerance,
        DateTimeOffset now
    )
    {
        if (
            id.Length == 0
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)seconds - now.ToUnixTimeSeconds()) > (decimal)tolerance.TotalSeconds
        )
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = secrets.Select(Key).OfType<byte[]>().Select(key => HMACSHA256.HashData(key, signed)).ToList();
        var valid = false;
        foreach (var signature in signatures.Split(' ').Where(s => s.StartsWith(Version, StringComparison.Ordinal)))
        {
            var given = new byte[HMACSHA256.HashSizeInBytes];
            var isWhole = Convert.TryFromBase64String(signature[Version.Length..], given, out var length) && length == given.Length;
            foreach (var right in expected)
            {
                // All are compared, each in constant time.
                valid |= isWhole & CryptographicOperations.FixedTimeEquals(given, right);
            }
        }

        return valid;
    }
}
