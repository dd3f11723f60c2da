using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Desk.MajorFaults;

/// <summary>I13: what is seen, and where: the rule that finds a candidate knows neither.</summary>
/// <param name="Symptom">What is seen.</param>
/// <param name="Place">Where, or null.</param>
public sealed record DescribeMajorFault(
    [property: Required, StringLength(4000, MinimumLength = 1)] string Symptom,
    [property: StringLength(400)] string? Place = null
)
{
    internal static Decision Decide(MajorFault fault, DescribeMajorFault command, Actor actor, DateTimeOffset now) =>
        (fault.Symptom, fault.Place) == (command.Symptom, command.Place) ? Decision.NoChange
        : !fault.IsOpen ? Rejection.Conflict("major-fault-over", $"It is {fault.Status.ToCode()}.")
        : Decision.Accept(new MajorFaultDescribed(command.Symptom, command.Place, actor.ToString(), now));

    internal static Task<Results<Ok<MajorFault>, ProblemHttpResult>> Handle(
        string fault,
        DescribeMajorFault command,
        Actor actor,
        Commands commands,
        TicketRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnMajorFault(fault, f => Decide(f, command, actor, clock.GetUtcNow()), actor, rows, clock, cancellationToken);
}
