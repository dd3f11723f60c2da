using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.MajorFaults;

/// <summary>I13: somebody else than who raised it says that it is one; the chain is told from now on.</summary>
internal static class ApproveMajorFault
{
    internal static Decision Decide(MajorFault fault, MajorFaultOptions rules, Actor actor, DateTimeOffset now)
    {
        if (actor.Did(fault.RaisedBy))
            return Rejection.Forbidden("own-major-fault", "Somebody else decides.");
        if (fault.Status == MajorFaultStatus.Approved)
            return Decision.NoChange;
        if (fault.Status != MajorFaultStatus.Candidate)
            return Rejection.Conflict("major-fault-decided", $"It is {fault.Status.ToCode()}.");
        return Decision.Accept(new MajorFaultApproved(actor.ToString(), [.. rules.Chain.Select(level => now + level.After)], now));
    }

    internal static Task<Results<Ok<MajorFault>, ProblemHttpResult>> Handle(
        string fault,
        Actor actor,
        Commands commands,
        TicketRows rows,
        IOptions<MajorFaultOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnMajorFault(fault, f => Decide(f, rules.Value, actor, clock.GetUtcNow()), actor, rows, clock, cancellationToken);
}

/// <summary>I13: it is none. The rule stays quiet about it for a while.</summary>
/// <param name="Reason">Why.</param>
public sealed record RejectMajorFault([property: Required, StringLength(1000, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(MajorFault fault, RejectMajorFault command, Actor actor, DateTimeOffset now)
    {
        if (actor.Did(fault.RaisedBy))
            return Rejection.Forbidden("own-major-fault", "Somebody else decides.");
        if (fault.Status == MajorFaultStatus.Rejected)
            return Decision.NoChange;
        if (fault.Status != MajorFaultStatus.Candidate)
            return Rejection.Conflict("major-fault-decided", $"It is {fault.Status.ToCode()}.");
        return Decision.Accept(new MajorFaultRejected(command.Reason, actor.ToString(), now));
    }

    internal static Task<Results<Ok<MajorFault>, ProblemHttpResult>> Handle(
        string fault,
        RejectMajorFault command,
        Actor actor,
        Commands commands,
        TicketRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnMajorFault(fault, f => Decide(f, command, actor, clock.GetUtcNow()), actor, rows, clock, cancellationToken);
}

/// <summary>I13: it is over; the closing report. Its tickets are closed by themselves, each with its customer.</summary>
/// <param name="Cause">What caused it.</param>
/// <param name="Measures">What was done, and what keeps it from coming back.</param>
public sealed record CloseMajorFault(
    [property: Required, StringLength(4000, MinimumLength = 1)] string Cause,
    [property: Required, StringLength(4000, MinimumLength = 1)] string Measures
)
{
    internal static Decision Decide(MajorFault fault, CloseMajorFault command, Actor actor, DateTimeOffset now) =>
        fault.Status == MajorFaultStatus.Closed ? Decision.NoChange
        : fault.Status != MajorFaultStatus.Approved ? Rejection.Conflict("major-fault-not-approved", $"It is {fault.Status.ToCode()}.")
        : Decision.Accept(new MajorFaultClosed(command.Cause, command.Measures, actor.ToString(), now));

    internal static Task<Results<Ok<MajorFault>, ProblemHttpResult>> Handle(
        string fault,
        CloseMajorFault command,
        Actor actor,
        Commands commands,
        TicketRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnMajorFault(fault, f => Decide(f, command, actor, clock.GetUtcNow()), actor, rows, clock, cancellationToken);
}
