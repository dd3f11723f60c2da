using System.Net;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Customers.Files;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>I6: a unit goes to another customer with a proof of the present owner, and others learn it.</summary>
[Collection(IntakeCollection.Name)]
public sealed class UnitOwnerTests(IntakeHost host)
{
    [Fact]
    public async Task AUnitGoesToAnotherCustomerWithAProofOfItsOwner()
    {
        var ((from, phone), (to, phoneOfTheOther)) = (await host.ACustomerOfTheirOwn(), await host.ACustomerOfTheirOwn());
        var unit = await host.AUnitOf(from);
        using var client = host.Client("agent:A017");
        await client
            .Send(HttpMethod.Put, $"/api/units/{unit}/owner", new { customerNumber = to })
            .IsRefused((HttpStatusCode)428, "version-required");
        await client
            .Send(HttpMethod.Put, $"/api/units/{unit}/owner", new { customerNumber = to }, ("If-Match", "\"1\""))
            .IsRefused(HttpStatusCode.Forbidden, "proof-required");
        var theOthers = await client.Prove(host.Codes, to, phoneOfTheOther, "changeUnitOwner");
        await client
            .Send(HttpMethod.Put, $"/api/units/{unit}/owner", new { customerNumber = to }, ("If-Match", "\"1\""), ("Proof", theOthers))
            .IsRefused(HttpStatusCode.Forbidden, "proof-unknown");
        var proof = await client.Prove(host.Codes, from, phone, "changeUnitOwner");
        await client
            .Send(HttpMethod.Put, $"/api/units/{unit}/owner", new { customerNumber = to }, ("If-Match", "\"9\""), ("Proof", proof))
            .IsRefused(HttpStatusCode.PreconditionFailed, "stale-version");
        var changed = await client.Send(
            HttpMethod.Put,
            $"/api/units/{unit}/owner",
            new { customerNumber = to },
            ("If-Match", "\"1\""),
            ("Proof", proof)
        );
        var now = await Task.FromResult(changed).Read<Unit>();
        Assert.Equal((to, 2), (now.CustomerNumber, now.Revision));
        Assert.Equal(from, Assert.Single(now.PastOwners).CustomerNumber);
        Assert.Equal(to, (await host.Published<V1.UnitRegistered>(u => u.Imei == unit && u.Revision == 2)).CustomerNumber);
        Assert.Equal(
            new ProofUse(proof, ProofLevel.OneTimeCode),
            Assert.Single((await host.Stored(unit)).Select(e => e.Data).OfType<UnitOwnerChanged>()).Proof
        );
    }
}
