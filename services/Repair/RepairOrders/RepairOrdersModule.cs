using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.RepairOrders;

internal static class RepairOrdersModule
{
    public const string NumberSequence = "repair_order_number";

    public static StoreOptions AddRepairOrders(this StoreOptions options)
    {
        RepairOrderEvents.Map(options);
        options.AddNumberSequence(NumberSequence);
        options.Projections.Add(new RepairOrderViewProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new RepairDeadlines(), ProjectionLifecycle.Inline);
        options.Schema.For<RepairOrderView>().Duplicate(order => order.Status).Duplicate(order => order.TicketNumber!).Duplicate(order => order.UnitImei)
            .Duplicate(order => order.SiteCode!);
        options.Schema.For<TicketOrders>().UseNumericRevisions(true);
        return options;
    }

    public static void AddRepairOrders(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RepairOptions>().BindConfiguration("Repair").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddDeadline(RepairTimers.Purpose, RepairTimers.Handle);
        builder.Services.AddSingleton(services =>
            new DueRegistration(AwaitedParts.Purpose, AwaitedParts.Handler(services.GetRequiredService<IOptions<RepairOptions>>().Value)));
    }

    public static void MapRepairOrders(this IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/repair-orders").WithTags("Repair orders");
        orders.MapGet("/", RepairOrderReads.List).WithName("ListRepairOrders").WithSummary("Repair orders by status, ticket, unit and site.");
        orders.MapGet("/{number}", RepairOrderReads.Get).WithName("GetRepairOrder").WithSummary("One repair order.");
        orders.MapPost("/", OpenRepairOrder.Handle).WithName("OpenRepairOrder").WithSummary("Takes a unit at the counter.");
        orders.MapPost("/{number}/receive", ReceiveUnit.Handle).WithName("ReceiveUnit").WithSummary("The unit of a requested order has arrived.");
        orders.MapPost("/{number}/diagnose", DiagnoseUnit.Handle).WithName("DiagnoseUnit").WithSummary("Inspection and warranty decision.");
        orders.MapPost("/{number}/decide-again", DecideAgain.Handle).WithName("DecideWarrantyAgain").WithSummary("A new warranty decision.");
        orders.MapPost("/{number}/quote/accept", AnswerQuote.HandleAccept).WithName("AcceptQuote").WithSummary("The customer pays.");
        orders.MapPost("/{number}/quote/decline", AnswerQuote.HandleDecline).WithName("DeclineQuote").WithSummary("The unit goes back as it is.");
        orders.MapPost("/{number}/choose", ChooseOption.Handle).WithName("ChooseOption").WithSummary("The customer's choice among the offered options.");
        orders.MapPost("/{number}/reserve-parts", ReserveParts.Handle).WithName("ReserveParts").WithSummary("Reserves all parts, or waits for them.");
        orders.MapPost("/{number}/finish", FinishRepair.Handle).WithName("FinishRepair").WithSummary("The work is done; the parts are used.");
        orders.MapPost("/{number}/quality-check", CheckQuality.Handle).WithName("CheckQuality").WithSummary("Passed, or back to the bench.");
        orders.MapPost("/{number}/hand-over", HandOver.Handle).WithName("HandOver").WithSummary("The customer has the unit back.");
        orders.MapPost("/{number}/cancel", CancelRepairOrder.Handle).WithName("CancelRepairOrder").WithSummary("Gives the order up.");
    }
}
