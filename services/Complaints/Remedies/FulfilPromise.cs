using System.ComponentModel.DataAnnotations;
using CustomerService.Complaints.Files;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Complaints.Remedies;

/// <summary>C3: what was promised is done. A complaint may be closed before; the promise stays open until this is noted.</summary>
/// <param name="Note">What was done.</param>
public sealed record FulfilPromise([property: Required, StringLength(4000, MinimumLength = 1)] string Note)
{
    internal static Decision Decide(Complaint complaint, FulfilPromise command, Actor actor, DateTimeOffset now)
    {
        if (complaint.IsFulfilled)
            return Decision.NoChange;
        if (!complaint.WasAccepted)
            return Rejection.Conflict("not-accepted", "Nothing is promised before the customer has accepted.");
        if (complaint.IsAboutPerson(actor.Id))
            return Refusals.ActorConcerned(actor);
        return Decision.Accept(new PromiseFulfilled(command.Note, actor.ToString(), now));
    }

    internal static Task<Results<Ok<ComplaintView>, ProblemHttpResult>> Handle(
        string number,
        FulfilPromise command,
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
