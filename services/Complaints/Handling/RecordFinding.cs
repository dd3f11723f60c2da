using System.ComponentModel.DataAnnotations;
using CustomerService.Complaints.Files;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Complaints.Handling;

/// <summary>C2: what the handler found, with where the evidence lies.</summary>
/// <param name="Text">The finding.</param>
/// <param name="Evidence">References: recordings, photos, reports.</param>
public sealed record RecordFinding(
    [property: Required, StringLength(8000, MinimumLength = 1)] string Text,
    [property: MaxLength(50)] IReadOnlyList<string>? Evidence = null
)
{
    internal static Decision Decide(Complaint complaint, RecordFinding command, Actor actor, DateTimeOffset now)
    {
        if (complaint.Status == ComplaintStatus.Closed)
            return Refusals.Closed(complaint);
        if (!complaint.IsInWork)
            return Rejection.Conflict("not-investigating", $"The complaint is {complaint.Status.ToCode()}.");
        if (!complaint.IsHandledBy(actor))
            return Rejection.Forbidden("not-the-handler", "Only the handler records findings.");
        return Decision.Accept(new FindingRecorded(command.Text, command.Evidence ?? [], actor.ToString(), now));
    }

    internal static Task<Results<Ok<ComplaintView>, ProblemHttpResult>> Handle(
        string number,
        RecordFinding command,
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
