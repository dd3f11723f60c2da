using System.ComponentModel.DataAnnotations;
using CustomerService.Dispatch.Sites;
using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>D5, D10: work orders by number, with the filters of a dispatcher's and an engineer's list.</summary>
internal static class ListWorkOrders
{
    public static async Task<Ok<Page<WorkOrderView>>> Handle(
        IQuerySession query, HttpRequest request, CancellationToken cancellationToken, WorkOrderStatus? status = null, string? ticket = null,
        string? engineer = null, string? site = null, string? after = null, [Range(1, Paging.MaximumLimit)] int limit = Paging.DefaultLimit)
    {
        var orders = query.Query<WorkOrderView>().Where(o => o.MatchesSql("d.id > ?", after ?? ""));
        orders = status is null ? orders : orders.Where(o => o.Status == status);
        orders = ticket is null ? orders : orders.Where(o => o.TicketNumber == ticket);
        orders = engineer is null ? orders : orders.Where(o => o.EngineerId == engineer);
        orders = site is null ? orders : orders.Where(o => o.SiteCode == site);
        var found = await orders.OrderBy(o => o.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(found.ToPage(limit, o => o.Id, request));
    }
}
