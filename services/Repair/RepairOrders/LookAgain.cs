using System.ComponentModel.DataAnnotations;
using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// R3: on the bench, or after a failed check, more is found to do. Within the warranty the further parts are reserved at once; what the
/// customer pays for waits for the answer to a new version of the quote, and is left out when it is declined.
/// </summary>
/// <param name="Parts">Further parts, at most one line a part.</param>
/// <param name="LaborHours">Further hours of work.</param>
/// <param name="Cause">What was found.</param>
/// <param name="Exclusion">What was found against the warranty; then the customer pays for this, whatever was decided before.</param>
/// <param name="LaborLevel">Level of the work, as the price list has it.</param>
public sealed record LookAgain(
    [property: Required, MaxLength(50)] IReadOnlyList<PartLine> Parts,
    [property: Range(0, 1000)] decimal LaborHours,
    [property: Required, StringLength(1000, MinimumLength = 1)] string Cause,
    Exclusion Exclusion = Exclusion.None,
    [property: Range(1, 9)] int LaborLevel = 1
)
{
    internal static Decision Decide(RepairOrder order, LookAgain command, CaseFile file, DateTimeOffset now)
    {
        if (order.Status != RepairStatus.InRepair)
        {
            return order.Refuse("A second look");
        }

        if (command.Parts.Count == 0 && command.LaborHours == 0)
        {
            return Rejection.Invalid("nothing-added", "Name further parts or hours.");
        }

        var atCustomersCost = order.Warranty is not { Free: true } || command.Exclusion != Exclusion.None;
        var added = new WorkAdded(
            order.Looks + 1,
            command.Parts,
            command.LaborHours,
            command.Cause,
            atCustomersCost,
            now,
            command.LaborLevel
        );
        return atCustomersCost
            ? Decision.Accept(added, Quote.Of(order, Quote.WorksOf(order.Apply(added)), file, now), order.To(RepairStatus.Quoted, now))
            : Decision.Accept(added);
    }

    internal static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        LookAgain command,
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
                var file = await files.Load(session, view.UnitImei, fault, [.. view.Parts, .. command.Parts], cancellationToken);
                return file.Refuse(command.Parts, command.LaborLevel)
                    ?? await session
                        .Decide<RepairOrder>(
                            number,
                            order => Decide(order, command, file, clock.GetUtcNow()),
                            commands.Expected,
                            exclusively: true,
                            cancellationToken
                        )
                        .Rejection();
            },
            cancellationToken
        );
}
