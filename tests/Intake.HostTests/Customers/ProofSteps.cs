using CustomerService.Intake.Customers.Proofs;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Customers;

internal static class ProofSteps
{
    /// <summary>Asks for a code to the first contact point and enters it.</summary>
    public static async Task<string> Prove(this HttpClient client, SentCodes codes, string customer, string phone, params string[] acts)
    {
        var before = codes.To(phone).Count;
        var proof = await client
            .Post(
                $"/api/customers/{customer}/proofs",
                new
                {
                    level = "oneTimeCode",
                    acts,
                    contactPointId = "cp1",
                }
            )
            .Read<RequestedProof>();
        var code = await codes.Next(phone, before);
        return (await client.Post($"/api/customers/{customer}/proofs/{proof.Id}/tries", new { secret = code }).Read<GivenProof>()).Id;
    }
}
