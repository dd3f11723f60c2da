using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CustomerService.Intake.Customers.Files;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace CustomerService.Intake.Customers.Proofs;

/// <summary>
/// The hash of a service password, apart from the file: no answer can hold it. Argon2id with OWASP's minimum of 19 MiB and two passes.
/// </summary>
/// <param name="Id">The customer's number.</param>
/// <param name="Phc">The hash with its salt and parameters, as the Password Hashing Competition writes it.</param>
internal sealed record ServicePassword(string Id, string Phc)
{
    private const int MemoryKiB = 19 * 1024;
    private const int Passes = 2;
    private const int HashBytes = 32;
    private const int SaltBytes = 16;

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Convert.ToBase64String(Argon2id(password, salt, MemoryKiB, Passes));
        return $"$argon2id$v=19$m={MemoryKiB},t={Passes},p=1${Convert.ToBase64String(salt)}${hash}";
    }

    /// <summary>Whether the password is the one behind the hash; one that was never set is never right.</summary>
    public static bool IsRight(string password, string? phc)
    {
        if (phc?.Split('$') is not ["", "argon2id", _, var costs, var salt, var hash])
        {
            return false;
        }

        var cost = costs.Split(',').Select(c => int.Parse(c.Split('=')[1], CultureInfo.InvariantCulture)).ToList();
        return CryptographicOperations.FixedTimeEquals(
            Convert.FromBase64String(hash),
            Argon2id(password, Convert.FromBase64String(salt), cost[0], cost[1])
        );
    }

    private static byte[] Argon2id(string password, byte[] salt, int memoryKiB, int passes)
    {
        var argon = new Argon2BytesGenerator();
        argon.Init(
            new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
                .WithVersion(Argon2Parameters.Version13)
                .WithMemoryAsKB(memoryKiB)
                .WithIterations(passes)
                .WithParallelism(1)
                .WithSalt(salt)
                .Build()
        );
        var hash = new byte[HashBytes];
        argon.GenerateBytes(Encoding.UTF8.GetBytes(password), hash);
        return hash;
    }
}

internal sealed partial class ServicePasswords : EventProjection
{
    public ServicePasswords()
    {
        Name = nameof(ServicePasswords);
        Options.DeleteViewTypeOnTeardown<ServicePassword>();
    }

    public static void Project(IEvent<ServicePasswordSet> e, IDocumentOperations operations) =>
        operations.Store(new ServicePassword(e.StreamKey!, e.Data.Hash));
}
