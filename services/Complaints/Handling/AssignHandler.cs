using System.ComponentModel.DataAnnotations;
using CustomerService.Complaints.Files;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Complaints.Handling;

/// <summary>
/// C2: gives the complaint to a handler, who is never the person complained about, nor of the site complained about, nor somebody who
/// handled it on a lower level. Who the handler is and where they work is what Identity says.
/// </summary>
/// <param name="HandlerId">Id of somebody with the role complaintHandler or supervisor.</param>
public sealed record AssignHandler([property: Required, StringLength(80, MinimumLength = 1)] string HandlerId)
{
    internal static Decision Decide(Complaint complaint, KnownPerson handler, Actor actor, DateTimeOffset now)
    {
        if (complaint.Status == ComplaintStatus.Closed)
        {
            return Refusals.Closed(complaint);
        }

        if (complaint.IsAboutPerson(actor.Id))
        {
            return Refusals.ActorConcerned(actor);
        }

        if (Concern(complaint, handler) is { } concern)
        {
            return Refusals.Concerned(concern);
        }

        if (string.Equals(complaint.HandlerId, handler.Id, StringComparison.Ordinal))
        {
            return Decision.NoChange;
        }

        var assigned = new HandlerAssigned(handler.Id, handler.Site, complaint.Level, now);
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
    )
    {
        var handler = await query.LoadAsync<KnownPerson>(command.HandlerId, cancellationToken);
        if (handler?.AsOneOf(Roles) is not { } colleague)
        {
            return Rejection.Invalid("handler-unknown", $"{command.HandlerId} is nobody who handles complaints.").ToProblem();
        }

        if (!await IsOpenTo(colleague, number, query, cancellationToken))
        {
            return Rejection.Conflict("handler-not-cleared", $"The customer's file is closed to {handler.Id}.").ToProblem();
        }

        return await commands.Execute<Complaint, ComplaintView>(
            number,
            complaint => Decide(complaint, handler, actor, clock.GetUtcNow()),
            cancellationToken
        );
    }

    /// <summary>Roles that handle complaints.</summary>
    private static readonly Role[] Roles = [Role.ComplaintHandler, Role.Supervisor];

    private static string? Concern(Complaint complaint, KnownPerson handler)
    {
        if (complaint.IsAboutPerson(handler.Id))
            return $"The complaint is about {handler.Id}.";
        if (complaint is { AboutKind: AboutKind.Site, About: { } site } && handler.IsOf(site))
            return $"The complaint is about site {site}, where {handler.Id} works.";
        if (complaint.WasHandledBelow(handler.Id))
            return $"{handler.Id} handled it on a lower level.";
        return null;
    }

    private static Task<bool> IsOpenTo(Actor handler, string number, IQuerySession query, CancellationToken cancellationToken) =>
        query.Query<ComplaintView>().Where(c => c.Id == number).Open(ComplaintAccess.File, handler).AnyAsync(cancellationToken);
}
