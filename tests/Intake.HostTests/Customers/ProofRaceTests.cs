using System.Net;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>I5: nobody gets more tries or more codes by asking at once, whatever the number of replicas.</summary>
[Collection(ThreeReplicasCollection.Name)]
public sealed class ProofRaceTests(ThreeReplicas host)
{
    [Fact]
    public async Task TwentyTriesAtOnceAreFiveTries()
    {
        var (number, phone) = await host.ACustomerOfTheirOwn();
        using var client = host.Client("agent:A017");
        var proof = await client.Post($"/api/customers/{number}/proofs", Request).Read<RequestedProof>();
        var code = await host.Codes.Next(phone, 0);
        var wrong = Enumerable
            .Range(0, 21)
            .Select(i => i.ToString("D6", System.Globalization.CultureInfo.InvariantCulture))
            .Where(c => c != code)
            .Take(20)
            .ToList();
        var answers = await Task.WhenAll(
            wrong.Select(
                async (guess, i) =>
                {
                    using var guesser = host.ClientOf(i, "agent:A017");
                    using var answer = await guesser.Post($"/api/customers/{number}/proofs/{proof.Id}/tries", new { secret = guess });
                    return answer.StatusCode;
                }
            )
        );
        Assert.All(answers, a => Assert.True(a is HttpStatusCode.Forbidden or HttpStatusCode.Conflict, $"{a}"));
        Assert.Equal(5, answers.Count(a => a == HttpStatusCode.Forbidden));
        Assert.Equal(5, (await host.Stored(Proof.KeyOf(proof.Id))).Count(e => e.Data is ProofTried));
        await client
            .Post($"/api/customers/{number}/proofs/{proof.Id}/tries", new { secret = code })
            .IsRefused(HttpStatusCode.Conflict, "proof-over");
    }

    [Fact]
    public async Task TenRequestsAtOnceAreThreeCodesAndTheNewestAloneCounts()
    {
        var (number, phone) = await host.ACustomerOfTheirOwn();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async i =>
                {
                    using var client = host.ClientOf(i, "agent:A017");
                    using var answer = await client.Post($"/api/customers/{number}/proofs", Request);
                    return answer.StatusCode;
                })
        );
        Assert.Equal(3, answers.Count(a => a == HttpStatusCode.Created));
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        var proofs = await query.Query<Proof>().Where(p => p.CustomerNumber == number).ToListAsync();
        Assert.Equal((3, 1), (proofs.Count, proofs.Count(p => p.Status == ProofStatus.Pending)));
        await Eventually.Holds(() => Task.FromResult(host.Codes.To(phone).Count == 3), "three codes");
    }

    [Fact]
    public async Task AnEarlierCodeIsWorthNothing()
    {
        var (number, phone) = await host.ACustomerOfTheirOwn();
        using var client = host.Client("agent:A017");
        var first = await client.Post($"/api/customers/{number}/proofs", Request).Read<RequestedProof>();
        var code = await host.Codes.Next(phone, 0);
        var second = await client.Post($"/api/customers/{number}/proofs", Request).Read<RequestedProof>();
        await client
            .Post($"/api/customers/{number}/proofs/{first.Id}/tries", new { secret = code })
            .IsRefused(HttpStatusCode.Conflict, "proof-over");
        var newest = await host.Codes.Next(phone, 1);
        var given = await client.Post($"/api/customers/{number}/proofs/{second.Id}/tries", new { secret = newest }).Read<GivenProof>();
        Assert.Equal(ProofLevel.OneTimeCode, given.Level);
        Assert.DoesNotContain(await host.Stored(Proof.KeyOf(second.Id)), e =>
            System.Text.Json.JsonSerializer.Serialize(e.Data).Contains(newest, StringComparison.Ordinal)
        );
    }

    private static readonly object Request = new
    {
        level = "oneTimeCode",
        acts = new[] { "exportData" },
        contactPointId = "cp1",
    };
}
