using CustomerService.Identity.Passwords;
using Microsoft.Extensions.Options;

namespace CustomerService.Identity.Tests;

/// <summary>Hashes of passwords.</summary>
public sealed class PasswordHasherTests
{
    private static PasswordHasher Hasher(int memory = 8192, int iterations = 1) =>
        new(
            Options.Create(
                new IdentityOptions
                {
                    Issuer = new Uri("https://service.example/"),
                    KeyEncryptionKey = "",
                    PasswordHash = new PasswordHashOptions { MemoryKiB = memory, Iterations = iterations },
                }
            )
        );

    [Fact]
    public async Task OnlyTheRightPasswordMatches()
    {
        using var hasher = Hasher();
        var hash = await hasher.Hash("correct horse battery", default);
        Assert.True(await hasher.Verify("correct horse battery", hash, default));
        Assert.False(await hasher.Verify("correct horse batterz", hash, default));
        Assert.False(await hasher.Verify("correct horse battery", null, default));
    }

    [Fact]
    public async Task TwoHashesOfOnePasswordDiffer()
    {
        using var hasher = Hasher();
        Assert.NotEqual(await hasher.Hash("correct horse battery", default), await hasher.Hash("correct horse battery", default));
    }

    [Fact]
    public async Task TheParametersStandBesideTheHashSoThatAnOldOneStillCounts()
    {
        using var old = Hasher();
        using var today = Hasher(memory: 9216, iterations: 2);
        var hash = await old.Hash("correct horse battery", default);
        Assert.StartsWith("$argon2id$v=19$m=8192,t=1,p=1$", hash, StringComparison.Ordinal);
        Assert.True(await today.Verify("correct horse battery", hash, default));
        Assert.True(today.IsOutdated(hash));
        Assert.False(old.IsOutdated(hash));
    }

    // Made with the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1, version 1.3.
    [Fact]
    public async Task AHashOfTheReferenceImplementationCounts()
    {
        using var hasher = Hasher();
        const string reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        Assert.True(await hasher.Verify("password", reference, default));
        Assert.False(await hasher.Verify("passwore", reference, default));
    }
}
