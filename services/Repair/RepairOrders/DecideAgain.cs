using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// R1: decides the warranty once more, because evidence came or time passed. An earlier decision stays as it is; when the table says the
/// same as before nothing is added.
/// </summary>
internal static class DecideAgain
{
    public static Decision Decide(
        RepairOrder order,
        WarrantyCircumstances circumstances,
        CaseFile file,
        IReadOnlyList<Part> parts,
        UnitHistory history,
        WarrantyTables tables,
        RepairOptions rules,
        DateTimeOffset now
    )
    {
        if (order.Diagnosis is not { } diagnosis || !(order.IsBeforeRepair || order.Status == RepairStatus.InRepair))
        {
            return order.Refuse("A warranty decision");
        }

        var decided = Assess(
            order,
            diagnosis,
            file,
            circumstances,
            parts,
            history,
            tables.On(rules.DayOf(order.ReceivedAt ?? now)),
            rules,
            now
        );
        return decided.Decision.Says(order.Warranty)
            ? Decision.NoChange
            : Decision.Accept([decided, .. order.IsBeforeRepair ? Consequence(order, diagnosis, decided, parts, rules, now) : []]);
    }

    public static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        WarrantyCircumstances command,
        Commands commands,
        WarrantyTables tables,
        IOptions<RepairOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<RepairOrderView>(
            number,
            async (session, _) =>
            {
                var view = await session.LoadAsync<RepairOrderView>(number, cancellationToken);
                var file = view is null ? null : await CaseFile.Load(session, view.UnitImei, view.FaultCode, cancellationToken);
                var parts = await session.LoadManyAsync<Part>(
                    cancellationToken,
                    view?.Parts.Select(line => line.PartNumber).ToArray() ?? []
                );
                return await session
                    .DecideOnUnit(
                        number,
                        commands.Expected,
                        (order, history) =>
                            file is null
                                ? order.Refuse("A warranty decision")
                                : Decide(order, command, file, parts, history, tables, rules.Value, clock.GetUtcNow()),
                        cancellationToken
                    )
                    .Rejection();
            },
            cancellationToken
        );

    public static WarrantyDecided Assess(
        RepairOrder order,
        FaultDiagnosed diagnosis,
        CaseFile file,
        WarrantyCircumstances circumstances,
        IReadOnlyList<Part> parts,
        UnitHistory history,
        WarrantyTable table,
        RepairOptions rules,
        DateTimeOffset now
    )
    {
        var accessoryPrice = parts.FirstOrDefault(part => part.Class == diagnosis.PartClass)?.Price;
        var claim = file.Claim(order, diagnosis, circumstances, history, accessoryPrice, rules, now);
        return new WarrantyDecided(order.TicketNumber, order.UnitImei, claim, WarrantyRules.Decide(claim, table), now);
    }

    /// <summary>A free repair goes on; anything else waits for the customer's answer to a quote.</summary>
    public static IReadOnlyList<object> Consequence(
        RepairOrder order,
        FaultDiagnosed diagnosis,
        WarrantyDecided decided,
        IReadOnlyList<Part> parts,
        RepairOptions rules,
        DateTimeOffset now
    )
    {
        var diagnosed = order.To(RepairStatus.Diagnosed, now);
        return decided.Decision.Free
            ? [diagnosed]
            : [diagnosed, Quote(order, diagnosis, parts, rules, now), order.To(RepairStatus.Quoted, now, step: 2)];
    }

    private static QuoteMade Quote(
        RepairOrder order,
        FaultDiagnosed diagnosis,
        IReadOnlyList<Part> parts,
        RepairOptions rules,
        DateTimeOffset now
    )
    {
        var prices = parts.ToDictionary(part => part.Id, part => part.Price);
        var material = diagnosis.Parts.Sum(line => prices[line.PartNumber] * line.Quantity);
        var labor = Math.Round(diagnosis.LaborHours * rules.LaborRate, 2, MidpointRounding.AwayFromZero);
        return new QuoteMade(order.TicketNumber, material, labor, material + labor, rules.Currency, now);
    }
}
