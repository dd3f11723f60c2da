using System.ComponentModel.DataAnnotations;
using CustomerService.Complaints.Files;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Complaints.Remedies;

/// <summary>
/// C3: the customer rejects the proposal. On levels 1 and 2 that escalates: next level, new clock, another handler. On level 3 the
/// complaint stays rejected: its handler may propose again, or it is closed with the decision as it is.
/// </summary>
/// <param name="Reason">The customer's words.</param>
public sealed record RejectProposal([property: Required, StringLength(4000, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Complaint complaint, RejectProposal command, Actor actor, ComplaintOptions rules, DateTimeOffset now)
    {
        switch (complaint.Status)
        {
            case ComplaintStatus.Rejected:
                return Decision.NoChange;
            case ComplaintStatus.Closed:
                return Refusals.Closed(complaint);
            case not ComplaintStatus.Proposed:
                return Refusals.NoProposal(complaint);
        }

        if (complaint.IsAboutPerson(actor.Id))
        {
            return Refusals.ActorConcerned(actor);
        }

        var rejected = new ProposalRejected(
            complaint.TicketNumber,
            command.Reason,
            actor.ToString(),
            complaint.Level,
            complaint.Revision + 1,
            now
        );
        return complaint.Level == ComplaintOptions.LastLevel
            ? Decision.Accept(rejected)
            : Decision.Accept(
                rejected,
                new ComplaintEscalated(
                    complaint.TicketNumber,
                    complaint.Level + 1,
                    now + rules.ProposeWithin,
                    rules.NoticePercents,
                    rejected.Revision + 1,
                    now
                )
            );
    }

    internal static Task<Results<Ok<ComplaintView>, ProblemHttpResult>> Handle(
        string number,
        RejectProposal command,
        Actor actor,
        Commands commands,
        IOptions<ComplaintOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Execute<Complaint, ComplaintView>(
            number,
            complaint => Decide(complaint, command, actor, rules.Value, clock.GetUtcNow()),
            cancellationToken
        );
}
