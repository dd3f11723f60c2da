using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Warranty;

/// <summary>R1: what the table would say; stores nothing.</summary>
internal static class AskWarranty
{
    public static Ok<WarrantyDecision> Handle(WarrantyClaim claim, WarrantyTables tables) =>
        TypedResults.Ok(WarrantyRules.Decide(claim, tables.On(claim.HandedInOn)));

    public static Ok<IReadOnlyList<WarrantyTable>> List(WarrantyTables tables) => TypedResults.Ok(tables.Versions);
}
