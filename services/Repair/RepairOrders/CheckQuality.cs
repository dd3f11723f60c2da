using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R3: the quality check. What fails goes back to the bench.</summary>
/// <param name="Passed">True when the unit works.</param>
/// <param name="Note">What was found.</param>
public sealed record CheckQuality(bool Passed, [property: Required, StringLength(1000, MinimumLength = 1)] string Note)
{
    internal static Decision Decide(RepairOrder order, CheckQuality command, DateTimeOffset now) =>
        order.Status switch
        {
            RepairStatus.QualityCheck => Decision.Accept(
                new QualityChecked(command.Passed, command.Note, now),
                order.To(command.Passed ? RepairStatus.Ready : RepairStatus.InRepair, now)
            ),
            RepairStatus.Ready when command.Passed => Decision.NoChange,
            _ => order.Refuse("A quality check"),
        };

    internal static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Handle(
        string number,
        CheckQuality command,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<RepairOrder, RepairOrderView>(number, order => Decide(order, command, clock.GetUtcNow()), cancellationToken);
}
