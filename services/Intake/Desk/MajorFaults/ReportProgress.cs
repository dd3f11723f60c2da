using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Desk.MajorFaults;

/// <summary>I13: what is planned and what was reached.</summary>
/// <param name="Plan">What is planned.</param>
/// <param name="Progress">What was reached.</param>
public sealed record ReportProgress(
    [property: Required, StringLength(4000, MinimumLength = 1)] string Plan,
    [property: Required, StringLength(4000, MinimumLength = 1)] string Progress
)
{
    internal static Decision Decide(MajorFault fault, ReportProgress command, Actor actor, DateTimeOffset now) =>
        fault.Status != MajorFaultStatus.Approved ? Rejection.Conflict("major-fault-not-approved", $"It is {fault.Status.ToCode()}.")
        : fault.Reports is [.., var last] && (last.Plan, last.Reached, last.By) == (command.Plan, command.Progress, actor.ToString())
            ? Decision.NoChange
        : Decision.Accept(new MajorFaultProgressed(command.Plan, command.Progress, actor.ToString(), now));

    internal static Task<Results<Ok<MajorFault>, ProblemHttpResult>> Handle(
        string fault,
        ReportProgress command,
        Actor actor,
        Commands commands,
        TicketRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnMajorFault(fault, f => Decide(f, command, actor, clock.GetUtcNow()), actor, rows, clock, cancellationToken);
}
