using System.ComponentModel.DataAnnotations;
using CustomerService.Complaints.Files;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Complaints.Handling;

/// <summary>C4: closing needs the cause and the correction, after the customer accepted or, on the last level, rejected.</summary>
/// <param name="CauseCode">Code of the cause, for example <c>late-visit</c>.</param>
/// <param name="CorrectiveAction">What corrects it.</param>
/// <param name="PreventiveAction">What keeps it from happening again.</param>
public sealed record CloseComplaint(
    [property: Required, RegularExpression("^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")] string CauseCode,
    [property: Required, StringLength(4000, MinimumLength = 1)] string CorrectiveAction,
    [property: StringLength(4000)] string? PreventiveAction = null
)
{
    internal static Decision Decide(Complaint complaint, CloseComplaint command, Actor actor, DateTimeOffset now) =>
        complaint switch
        {
            { Status: ComplaintStatus.Closed } => Decision.NoChange,
            _ when complaint.IsAboutPerson(actor.Id) => Refusals.ActorConcerned(actor),
            { Status: ComplaintStatus.Accepted } or { IsFinallyRejected: true } => Decision.Accept(
                new ComplaintClosed(
                    complaint.TicketNumber,
                    command.CauseCode,
                    command.CorrectiveAction,
                    command.PreventiveAction,
                    complaint.Level,
                    complaint.Revision + 1,
                    now
                )
            ),
            _ => Rejection.Conflict(
                "not-accepted",
                $"The complaint is {complaint.Status.ToCode()} on level {complaint.Level}; the customer has not agreed."
            ),
        };

    internal static Task<Results<Ok<ComplaintView>, ProblemHttpResult>> Handle(
        string number,
        CloseComplaint command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Execute<Complaint, ComplaintView>(
            number,
            complaint => Decide(complaint, command, actor, clock.GetUtcNow()),
            cancellationToken
        );
}
