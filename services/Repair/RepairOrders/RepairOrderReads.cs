using System.ComponentModel.DataAnnotations;
using CustomerService.Repair.Charges;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R3: one repair order, and lists of them; by IMEI it is the history of a unit.</summary>
internal static class RepairOrderReads
{
    public static Task<Results<Ok<RepairOrderView>, ProblemHttpResult>> Get(
        string number,
        Commands commands,
        CancellationToken cancellationToken
    ) => commands.Answer<RepairOrderView>(number, cancellationToken);

    public static async Task<Ok<Page<RepairOrderView>>> List(
        Actor actor,
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        Code<RepairStatus>? status = null,
        string? ticket = null,
        string? imei = null,
        string? site = null,
        Code<SettlementStatus>? settlement = null,
        string after = "",
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var orders = query.Query<RepairOrderView>().VisibleTo(actor).Where(order => order.Id.CompareTo(after) > 0);
        orders = status is null ? orders : orders.Where(order => order.Status == status.Value.Value);
        orders = ticket is null ? orders : orders.Where(order => order.TicketNumber == ticket);
        orders = imei is null ? orders : orders.Where(order => order.UnitImei == imei);
        orders = site is null ? orders : orders.Where(order => order.SiteCode == site);
        orders = settlement is null ? orders : orders.Where(order => order.Settlement == settlement.Value.Value);
        var rows = await orders.OrderBy(order => order.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(rows, limit, order => order.Id, request));
    }
}
