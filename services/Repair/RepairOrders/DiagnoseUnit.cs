using System.ComponentModel.DataAnnotations;
using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R1, R2, R3: the inspection. The warranty is decided in the same transaction; what is not free gets a quote.</summary>
/// <param name="FaultCode">Fault that was found.</param>
/// <param name="ListedFaultConfirmed">True when the inspection confirms that the fault is one of the statutory list.</param>
/// <param name="LaborHours">Hours of work that it takes.</param>
/// <param name="Parts">Parts that it takes, at most one line a part.</param>
/// <param name="Exclusion">What was found against the warranty.</param>
/// <param name="Circumstances">What the customer wishes and what can be had.</param>
/// <param name="LaborLevel">Level of the work, as the price list has it.</param>
public sealed record DiagnoseUnit(
    [property: Required, StringLength(20, MinimumLength = 1)] string FaultCode,
    bool ListedFaultConfirmed,
    [property: Range(0, 1000)] decimal LaborHours,
    [property: Required, MaxLength(50)] IReadOnlyList<PartLine> Parts,
    Exclusion Exclusion = Exclusion.None,
    WarrantyCircumstances? Circumstances = null,
    [property: Range(1, 9)] int LaborLevel = 1
)
{
    internal static Decision Decide(RepairOrder order, DiagnoseUnit command, CaseFile file, UnitHistory history, DateTimeOffset now)
    {
        if (!order.IsBeforeRepair)
        {
            return order.Refuse("Diagnosis");
        }

        var handedIn = order.ReceivedAt ?? now;
        var diagnosis = new FaultDiagnosed(
            file.Fault.Id,
            file.Fault.PartClass,
            command.ListedFaultConfirmed && file.Fault.Listed,
            command.Exclusion,
            command.Parts,
            command.LaborHours,
            history.RepeatOf(file.Fault.Id, file.Rules.DayOf(handedIn), file.TableOf(handedIn).RepeatWindowDays),
            now,
            command.LaborLevel
        );
        var decided = DecideAgain.Assess(order, diagnosis, file, command.Circumstances ?? new(), history, now);
        return IsSame(diagnosis, order.Diagnosis) && decided.Decision.Says(order.Warranty)
            ? Decision.NoChange
            : Decision.Accept([
                diagnosis,
                decided,
                // What was accepted before a new inspection falls away with it.
                .. order.Charge([], now),
                .. DecideAgain.Consequence(order, diagnosis, decided, file, now),
            ]);
    }

    internal static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        DiagnoseUnit command,
        Commands commands,
        CaseFiles files,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<RepairOrderView>(
            number,
            async (session, _) =>
            {
                if (await session.LoadAsync<Fault>(command.FaultCode, cancellationToken) is not { } fault)
                {
                    return Rejection.Invalid("fault-unknown", $"No fault {command.FaultCode} is known.");
                }

                var imei = (await session.LoadAsync<RepairOrderView>(number, cancellationToken))?.UnitImei ?? "";
                var file = await files.Load(session, imei, fault, command.Parts, cancellationToken);
                return file.Refuse(command.Parts, command.LaborLevel)
                    ?? await session
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

    private static bool IsSame(FaultDiagnosed diagnosis, FaultDiagnosed? earlier) =>
        earlier is not null
        && diagnosis with { At = default, Parts = [] } == earlier with { At = default, Parts = [] }
        && diagnosis.Parts.SequenceEqual(earlier.Parts);
}
