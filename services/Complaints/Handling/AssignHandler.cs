using System.ComponentModel.DataAnnotations;
using CustomerService.Complaints.Files;
using CustomerService.Complaints.Places;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Complaints.Handling;

/// <summary>
/// C2: gives the complaint to a handler, who is never the person complained about, nor of the site complained about, nor somebody who
/// handled it on a lower level.
/// </summary>
/// <param name="HandlerId">Id of the handler.</param>
/// <param name="HandlerSite">Code of the site that the handler belongs to; null for somebody of no site.</param>
public sealed record AssignHandler(
    [property: Required, StringLength(80, MinimumLength = 1)] string HandlerId,
    [property: StringLength(40, MinimumLength = 1)] string? HandlerSite = null
)
{
    internal static Decision Decide(Complaint complaint, AssignHandler command, Actor actor, DateTimeOffset now)
    {
        if (complaint.Status == ComplaintStatus.Closed)
        {
            return Refusals.Closed(complaint);
        }

        if (complaint.IsAboutPerson(actor.Id))
        {
            return Refusals.ActorConcerned(actor);
        }

        if (Concern(complaint, command) is { } concern)
        {
            return Refusals.Concerned(concern);
        }

        if (string.Equals(complaint.HandlerId, command.HandlerId, StringComparison.Ordinal))
        {
            return Decision.NoChange;
        }

        var assigned = new HandlerAssigned(command.HandlerId, command.HandlerSite, complaint.Level, now);
        return complaint.Status switch
        {
            ComplaintStatus.Received => Rejection.Conflict("not-acknowledged", "Tell the customer first that the complaint has arrived."),
            ComplaintStatus.Acknowledged => Decision.Accept(
                assigned,
                new InvestigationStarted(complaint.TicketNumber, complaint.Level, complaint.Revision + 1, now)
            ),
            _ when complaint.IsInWork => Decision.Accept(assigned),
            ComplaintStatus.Proposed => Rejection.Conflict("proposal-open", "The customer has not answered the proposal yet."),
            _ => Rejection.Conflict("proposal-accepted", "The customer has accepted; nothing is left to investigate."),
        };
    }

    internal static async Task<Results<Ok<ComplaintView>, ProblemHttpResult>> Handle(
        string number,
        AssignHandler command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        await query.RefuseUnknownPlace(command.HandlerSite, cancellationToken) is { } place
            ? place.ToProblem()
            : await commands.Execute<Complaint, ComplaintView>(
                number,
                complaint => Decide(complaint, command, actor, clock.GetUtcNow()),
                cancellationToken
            );

    private static string? Concern(Complaint complaint, AssignHandler command)
    {
        if (complaint.IsAboutPerson(command.HandlerId))
            return $"The complaint is about {command.HandlerId}.";
        if (complaint.IsAboutSite(command.HandlerSite))
            return $"The complaint is about site {command.HandlerSite}, where {command.HandlerId} works.";
        if (complaint.WasHandledBelow(command.HandlerId))
            return $"{command.HandlerId} handled it on a lower level.";
        return null;
    }
}
