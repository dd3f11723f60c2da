using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

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
        UnitHistory history,
        DateTimeOffset now
    )
    {
        if (order.Diagnosis is not { } diagnosis || !(order.IsBeforeRepair || order.IsOnBench))
        {
            return order.Refuse("A warranty decision");
        }

        var decided = Assess(order, diagnosis, file, circumstances, history, now);
        return decided.Decision.Says(order.Warranty)
            ? Decision.NoChange
            : Decision.Accept([
                decided,
                // What was accepted before a new decision falls away with it; what a second look found stays the customer's.
                .. order.Charge([.. order.Charges.Where(line => line.Look > 1 || !(order.IsBeforeRepair || decided.Decision.Free))], now),
                .. order.IsBeforeRepair ? Consequence(order, diagnosis, decided, file, now) : [],
            ]);
    }

    public static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        WarrantyCircumstances command,
        Commands commands,
        CaseFiles files,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<RepairOrderView>(
            number,
            async (session, _) =>
            {
                if (await session.LoadAsync<RepairOrderView>(number, cancellationToken) is not { } view)
                {
                    return Rejection.NotFound<RepairOrderView>(number);
                }

                var fault = await session.LoadAsync<Fault>(view.FaultCode, cancellationToken) ?? Fault.NotListed(view.FaultCode);
                var file = await files.Load(session, view.UnitImei, fault, view.Parts, cancellationToken);
                return await session
                    .DecideOnUnit(
                        number,
                        commands.Expected,
                        (order, history) => Decide(order, command, file, history, clock.GetUtcNow()),
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
        UnitHistory history,
        DateTimeOffset now
    )
    {
        var claim = file.Claim(order, diagnosis, circumstances, history, now);
        var decision = WarrantyRules.Decide(claim, file.TableOf(order.ReceivedAt ?? now));
        return new WarrantyDecided(order.TicketNumber, order.UnitImei, claim, decision, now);
    }

    /// <summary>
    /// A free repair goes on, or is over when it was done on the spot; anything else waits for the customer's answer to a quote.
    /// </summary>
    public static IReadOnlyList<object> Consequence(
        RepairOrder order,
        FaultDiagnosed diagnosis,
        WarrantyDecided decided,
        CaseFile file,
        DateTimeOffset now
    )
    {
        var diagnosed = order.To(RepairStatus.Diagnosed, now);
        if (!decided.Decision.Free)
        {
            var quote = Quote.Of(order, [Quote.WorkOf(diagnosis)], file, now);
            return [diagnosed, quote, order.To(RepairStatus.Quoted, now, step: 2)];
        }

        return order.DoneOnSite is null ? [diagnosed] : [diagnosed, .. FieldRepair.SettleFree(order, decided.Decision, now, step: 2)];
    }
}
