using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Warranty;

/// <summary>R1: what the table would say; stores nothing.</summary>
internal static class AskWarranty
{
    public static async Task<Ok<WarrantyDecision>> Handle(WarrantyClaim claim, IQuerySession query, CancellationToken cancellationToken) =>
        TypedResults.Ok(WarrantyRules.Decide(claim, (await WarrantyTables.Known(query, cancellationToken)).On(claim.HandedInOn)));

    public static async Task<Ok<IReadOnlyList<WarrantyTable>>> List(IQuerySession query, CancellationToken cancellationToken) =>
        TypedResults.Ok((await WarrantyTables.Known(query, cancellationToken)).Versions);
}
