using CustomerService.Complaints.Files;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Complaints.Handling;

/// <summary>C1: the customer was told that we have the complaint. Once is enough; a repeat changes nothing.</summary>
internal static class AcknowledgeComplaint
{
    internal static Decision Decide(Complaint complaint, DateTimeOffset now) =>
        complaint.IsAcknowledged
            ? Decision.NoChange
            : Decision.Accept(new ComplaintAcknowledged(complaint.TicketNumber, complaint.Level, complaint.Revision + 1, now));

    internal static Task<Results<Ok<ComplaintView>, ProblemHttpResult>> Handle(
        string number,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<Complaint, ComplaintView>(number, complaint => Decide(complaint, clock.GetUtcNow()), cancellationToken);
}
