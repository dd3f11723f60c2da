using CustomerService.TestSupport.Access;
using Xunit.Abstractions;

namespace CustomerService.Identity.HostTests;

/// <summary>A1: who may call what.</summary>
[Collection(IdentityCollection.Name)]
public sealed class AccessTests(IdentityHost host, ITestOutputHelper output)
{
    [Fact]
    public async Task EveryCellOfTheTableIsTrue()
    {
        var user = await host.NewUser();
        output.WriteLine(
            await AccessMatrix.Check(
                host,
                "identity",
                new AccessSeeds
                {
                    Resources =
                    [
                        new("/api/users/{id}", user, "user-not-found") { Owner = user },
                        new("/api/clients/{id}", "customer-app", "client-not-found"),
                    ],
                }
            )
        );
    }
}
