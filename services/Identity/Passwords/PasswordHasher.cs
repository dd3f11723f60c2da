using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace CustomerService.Identity.Passwords;

/// <summary>Argon2id as OWASP advises.</summary>
internal sealed class PasswordHashOptions
{
    /// <summary>Memory in KiB.</summary>
    [Range(8 * 1024, 1024 * 1024)]
    public int MemoryKiB { get; set; } = 19 * 1024;

    [Range(1, 20)]
    public int Iterations { get; set; } = 2;

    [Range(1, 16)]
    public int Parallelism { get; set; } = 1;

    /// <summary>Hashes computed at the same time; each takes its memory and a core.</summary>
    [Range(1, 64)]
    public int AtOnce { get; set; } = Environment.ProcessorCount;
}

/// <summary>Hashes in the PHC form, so that parameters stand beside the hash: <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>.</summary>
internal sealed class PasswordHasher : IDisposable
{
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private readonly PasswordHashOptions _options;
    private readonly SemaphoreSlim _atOnce;

    // Takes as long to refuse as a real one.
    private readonly string _nobody;

    public PasswordHasher(IOptions<IdentityOptions> options)
    {
        _options = options.Value.PasswordHash;
        _atOnce = new SemaphoreSlim(_options.AtOnce);
        _nobody = Format(RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));
    }

    public void Dispose() => _atOnce.Dispose();

    public async Task<string> Hash(string password, CancellationToken cancellationToken)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Format(
            salt,
            await Compute(password, salt, _options.MemoryKiB, _options.Iterations, _options.Parallelism, cancellationToken)
        );
    }

    /// <summary>Whether the password is the one of the hash; without a hash the answer takes as long and is no.</summary>
    public async Task<bool> Verify(string password, string? hash, CancellationToken cancellationToken)
    {
        var (memory, iterations, parallelism, salt, expected) = Parse(hash ?? _nobody);
        var actual = await Compute(password, salt, memory, iterations, parallelism, cancellationToken);
        return CryptographicOperations.FixedTimeEquals(expected, actual) & hash is not null;
    }

    /// <summary>Whether the hash was made with other parameters than today's.</summary>
    public bool IsOutdated(string hash) => hash.Split('$')[3] != Parameters(_options.MemoryKiB, _options.Iterations, _options.Parallelism);

    private async Task<byte[]> Compute(
        string password,
        byte[] salt,
        int memory,
        int iterations,
        int parallelism,
        CancellationToken cancellationToken
    )
    {
        await _atOnce.WaitAsync(cancellationToken);
        try
        {
            var generator = new Argon2BytesGenerator();
            generator.Init(
                new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
                    .WithVersion(Argon2Parameters.Version13)
                    .WithSalt(salt)
                    .WithMemoryAsKB(memory)
                    .WithIterations(iterations)
                    .WithParallelism(parallelism)
                    .Build()
            );
            var hash = new byte[HashBytes];
            generator.GenerateBytes(Encoding.UTF8.GetBytes(password), hash);
            return hash;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private string Format(byte[] salt, byte[] hash) =>
        $"$argon2id$v=19${Parameters(_options.MemoryKiB, _options.Iterations, _options.Parallelism)}${Base64(salt)}${Base64(hash)}";

    private static string Parameters(int memory, int iterations, int parallelism) =>
        string.Create(CultureInfo.InvariantCulture, $"m={memory},t={iterations},p={parallelism}");

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static (int Memory, int Iterations, int Parallelism, byte[] Salt, byte[] Hash) Parse(string hash)
    {
        var parts = hash.Split('$');
        var numbers = parts[3].Split(',').Select(p => int.Parse(p[2..], CultureInfo.InvariantCulture)).ToArray();
        return (numbers[0], numbers[1], numbers[2], Bytes(parts[4]), Bytes(parts[5]));
    }

    private static byte[] Bytes(string base64) => Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
}
