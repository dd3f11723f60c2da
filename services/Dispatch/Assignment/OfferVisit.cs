using System.ComponentModel.DataAnnotations;
using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Places;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Dispatch.Assignment;

/// <summary>
/// D6: a visit is offered to an engineer, whose time is held from now on. A later offer takes the place of one that is not answered yet.
/// </summary>
/// <param name="EngineerId">The engineer to ask.</param>
/// <param name="WindowFrom">Start of the window.</param>
/// <param name="WindowTo">End of the window.</param>
public sealed record OfferVisit(
    [property: Required, StringLength(40, MinimumLength = 1)] string EngineerId,
    DateTimeOffset WindowFrom,
    DateTimeOffset WindowTo
)
{
    internal static Decision Decide(
        WorkOrder order,
        int number,
        OfferVisit command,
        OfferTerms terms,
        Actor actor,
        WorkOrderOptions rules,
        DateTimeOffset now
    )
    {
        if (!actor.IsDispatcher() && actor.Role != "system")
            return Rejection.Forbidden("dispatchers-only", "Only a dispatcher or a supervisor offers a visit.");
        if (order.Visits.FirstOrDefault(v => v.Number == number) is not { } visit)
            return Rejection.NotFound("visit", $"{order.Id}/{number}");
        if (visit.HasEnded)
            return VisitRules.Ended(visit);
        if (visit.State != VisitState.Proposed)
            return Rejection.Conflict("visit-confirmed", "An engineer has accepted already; reschedule or cancel instead.");
        if (
            visit.Offer is { } offer
            && offer.EngineerId == command.EngineerId
            && offer.WindowFrom == command.WindowFrom
            && offer.WindowTo == command.WindowTo
        )
            return Decision.NoChange;
        if (VisitRules.Window(command.WindowFrom, command.WindowTo, rules, now) is { } wrong)
            return wrong;
        return Decision.Accept(
            new VisitOffered(
                number,
                command.EngineerId,
                terms.SiteCode,
                command.WindowFrom.ToUniversalTime(),
                command.WindowTo.ToUniversalTime(),
                terms.ExpiresAt,
                now
            )
        );
    }

    internal static async Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        OfferVisit command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        IOptions<AssignmentOptions> assignment,
        IOptions<WorkOrderOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var engineer = await query.LoadAsync<Engineer>(command.EngineerId, cancellationToken);
        if (engineer is null)
            return Rejection.Invalid("engineer-unknown", $"No engineer {command.EngineerId} is known.").ToProblem();
        if (actor.RefuseOutside(engineer.HomeSite) is { } outside)
            return outside.ToProblem();
        if (await query.LoadAsync<Place>(Place.KeyOf(engineer.HomeSite), cancellationToken) is not { } place)
            return Rejection.Invalid("place-unknown", $"No place {engineer.HomeSite} is known.").ToProblem();
        var now = clock.GetUtcNow();
        var terms = new OfferTerms(place.Code, WorkingTime.After(place, now, assignment.Value.OfferExpiresAfter, assignment.Value));
        return await commands.Execute(number, order => Decide(order, visit, command, terms, actor, rules.Value, now), cancellationToken);
    }
}

/// <summary>Whose engineer is asked, and until when.</summary>
internal sealed record OfferTerms(string SiteCode, DateTimeOffset ExpiresAt);
