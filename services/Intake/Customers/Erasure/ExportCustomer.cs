using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Erasure;

/// <summary>
/// I4, the right of access: everything that is stored about a person, with who saw it. Beside the file every module adds the part that it
/// keeps: units, tickets (with what other services said about them), proofs (without codes), borrowings, links, questions.
/// </summary>
/// <param name="File">The file.</param>
/// <param name="Facts">Every fact of the file, openings included.</param>
/// <param name="NamedIn">Lists that held the customer's name.</param>
public sealed record ExportCustomer(Customer File, IReadOnlyList<ExportedFact> Facts, IReadOnlyList<Listing> NamedIn)
{
    /// <summary>What the modules keep, by the name of the part.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Parts { get; init; } = new Dictionary<string, JsonElement>();

    internal static async Task<Results<Ok<ExportCustomer>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        Commands commands,
        ProofChecks proofs,
        IEnumerable<IHoldsPersonalData> holders,
        IQuerySession query,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                var (refused, proof) = await proofs.Check(session, SensitiveAct.ExportData, number, actor, http.Request, cancellationToken);
                return refused ?? await session.RecordSeen(number, actor, "export", proofs.Now, proof, cancellationToken);
            },
            cancellationToken
        );
        if (rejection is not null)
        {
            return rejection.ToProblem();
        }

        var parts = new Dictionary<string, JsonElement>();
        foreach (var holder in holders)
        {
            if (await holder.Export(query, number, cancellationToken) is { } kept)
            {
                parts[holder.Part] = JsonSerializer.SerializeToElement(kept, kept.GetType(), Json.Options);
            }
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(
            new ExportCustomer(
                (await query.LoadAsync<Customer>(number, cancellationToken))!,
                await query.FactsOf(number, WithoutHashes, cancellationToken),
                // Others stood on the same lists: their numbers are not this customer's business.
                [.. (await Listings.Of(query, number, cancellationToken)).Select(l => l with { CustomerNumbers = [number] })]
            )
            {
                Parts = parts,
            }
        );
    }

    private static object WithoutHashes(object data) => data is ServicePasswordSet set ? set with { Hash = "" } : data;
}
