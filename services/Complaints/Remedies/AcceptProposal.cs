using CustomerService.Complaints.Files;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Complaints.Remedies;

/// <summary>C3: the customer accepts the proposal; whoever hears it notes it.</summary>
internal static class AcceptProposal
{
    internal static Decision Decide(Complaint complaint, Actor actor, DateTimeOffset now) =>
        complaint switch
        {
            { WasAccepted: true } => Decision.NoChange,
            _ when complaint.IsAboutPerson(actor.Id) => Refusals.ActorConcerned(actor),
            { Status: ComplaintStatus.Proposed } => Decision.Accept(
                new ProposalAccepted(complaint.TicketNumber, actor.ToString(), complaint.Level, complaint.Revision + 1, now)
            ),
            { Status: ComplaintStatus.Closed } => Refusals.Closed(complaint),
            _ => Refusals.NoProposal(complaint),
        };

    internal static Task<Results<Ok<ComplaintView>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<Complaint, ComplaintView>(number, complaint => Decide(complaint, actor, clock.GetUtcNow()), cancellationToken);
}
