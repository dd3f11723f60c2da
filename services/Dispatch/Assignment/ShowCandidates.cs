using CustomerService.Dispatch.Places;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Dispatch.Assignment;

/// <summary>
/// D6: who of the actor's sites could take the open visit of a work order, best one first, with the reasons, and who could not.
/// </summary>
internal static class ShowCandidates
{
    public static async Task<Results<Ok<RankedEngineers>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        IQuerySession query,
        PlaceMap map,
        IOptions<AssignmentOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var order = await query.Events.AggregateStreamAsync<WorkOrder>(number, token: cancellationToken);
        return order is null ? Rejection.NotFound("work-order", number).ToProblem()
            : order.Visits.LastOrDefault(v => !v.HasEnded) is not { } visit
                ? Rejection.Conflict("no-open-visit", "No visit of this order is open.").ToProblem()
            : TypedResults.Ok(
                await CandidateSearch.Find(query, map, order, visit, actor, rules.Value, clock.GetUtcNow(), cancellationToken)
            );
    }
}
