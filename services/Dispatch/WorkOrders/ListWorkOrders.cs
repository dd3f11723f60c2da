using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>D5, D10: work orders by number, with the filters of a dispatcher's and an engineer's list.</summary>
internal static class ListWorkOrders
{
    private static readonly Dictionary<string, WorkOrderStatus> Statuses = Enum.GetValues<WorkOrderStatus>().ToDictionary(s => s.ToCode());

    public static async Task<Results<Ok<Page<WorkOrderView>>, ProblemHttpResult>> Handle(
        Actor actor,
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? status = null,
        string? ticket = null,
        string? engineer = null,
        string? site = null,
        string? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        // The codes of the API, not the names of the enumeration, which query binding would ask for.
        if (status is not null && !Statuses.ContainsKey(status))
        {
            return Rejection.Invalid("status-unknown", $"The status must be one of: {string.Join(", ", Statuses.Keys)}.").ToProblem();
        }

        var orders = query.Query<WorkOrderView>().VisibleTo(actor).Where(o => o.MatchesSql("d.id > ?", after ?? ""));
        if (status is not null)
        {
            var wanted = Statuses[status];
            orders = orders.Where(o => o.Status == wanted);
        }

        orders = ticket is null ? orders : orders.Where(o => o.TicketNumber == ticket);
        orders = engineer is null ? orders : orders.Where(o => o.EngineerId == engineer);
        orders = site is null ? orders : orders.Where(o => o.SiteCode == site);
        var found = await orders.OrderBy(o => o.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, o => o.Id, request));
    }
}
