using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Proofs;

/// <summary>One-time codes: made by a generator for secrets, stored as keyed hashes, compared in constant time (I5).</summary>
internal sealed class Codes(IOptions<ProofOptions> options)
{
    private const int Ends = 1_000_000;
    private readonly byte[] _key = Convert.FromBase64String(options.Value.Key);

    /// <summary>Whether there is a key; six digits under a hash without one would be no secret.</summary>
    public bool AreReady => _key.Length > 0;

    /// <summary>Six digits.</summary>
    public static string New() => RandomNumberGenerator.GetInt32(Ends).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What is stored: bound to what it opens, so that the hash of one says nothing about another.</summary>
    public string Hash(string of, string text) =>
        Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{of}\n{text}")));

    /// <summary>Whether <paramref name="text"/> is the code behind the hash.</summary>
    public bool IsRight(string of, string? hash, string text) =>
        hash is not null
        && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(hash), Convert.FromBase64String(Hash(of, text)));
}
