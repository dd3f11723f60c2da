using CustomerService.Contracts.Intake.Grpc;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.RepairOrders;

internal static class RepairOrdersModule
{
    private static readonly Role[] Readers =
    [
        Role.Customer,
        Role.Agent,
        Role.Supervisor,
        Role.Dispatcher,
        Role.Engineer,
        Role.Storekeeper,
        Role.ComplaintHandler,
        Role.Quality,
        Role.Auditor,
    ];
    private static readonly Role[] Workshop = [Role.Engineer, Role.Supervisor];
    private static readonly Role[] Counter = [Role.Engineer, Role.Storekeeper, Role.Agent, Role.Supervisor];
    private static readonly Role[] Choosers = [Role.Customer, Role.Agent, Role.Engineer, Role.Supervisor];

    public const string NumberSequence = "repair_order_number";

    public static StoreOptions AddRepairOrders(this StoreOptions options)
    {
        RepairOrderEvents.Map(options);
        options.AddNumberSequence(NumberSequence);
        options.Projections.Add(new RepairOrderViewProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new RepairDeadlines(), ProjectionLifecycle.Inline);
        options
            .Schema.For<RepairOrderView>()
            .Duplicate(order => order.Status)
            .Duplicate(order => order.Settlement)
            .Duplicate(order => order.TicketNumber!)
            .Duplicate(order => order.UnitImei)
            .Duplicate(order => order.SiteCode!)
            .Index(order => order.CustomerNumber!);
        options.Schema.For<TicketOrders>().UseNumericRevisions(true);
        return options;
    }

    public static void AddRepairOrders(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RepairOptions>().BindConfiguration("Repair").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<CaseFiles>();
        builder.AddPeer<TicketDirectory.TicketDirectoryClient>("intake");
        builder.AddPeer<CustomerDirectory.CustomerDirectoryClient>("intake");
        builder.Services.AddScoped<NamedParties>();
        builder.Services.AddDeadline(RepairTimers.Purpose, RepairTimers.Handle);
        builder.Services.AddDeadline(Quote.Purpose, Quote.HandleExpiry);
        builder.Services.AddSingleton(services => new DueRegistration(
            AwaitedParts.Purpose,
            AwaitedParts.Handler(services.GetRequiredService<IOptions<RepairOptions>>().Value)
        ));
    }

    public static void MapRepairOrders(this IEndpointRouteBuilder routes)
    {
        var orders = routes
            .MapGroup("/api/repair-orders")
            .WithTags("Repair orders")
            .OnlyVisible<RepairOrderView>(RepairOrderAccess.VisibleTo, "number");
        orders
            .MapGet("/", RepairOrderReads.List)
            .Permit(Readers)
            .WithName("ListRepairOrders")
            .WithSummary("Repair orders by status, ticket, unit, site and settlement.");
        orders.MapGet("/{number}", RepairOrderReads.Get).Permit(Readers).WithName("GetRepairOrder").WithSummary("One repair order.");
        orders.MapPost("/", OpenRepairOrder.Handle).Permit(Counter).WithName("OpenRepairOrder").WithSummary("Takes a unit at the counter.");
        orders
            .MapPost("/on-site", OpenOnSite.Handle)
            .Permit(Workshop)
            .WithName("OpenRepairOrderOnSite")
            .WithSummary("Looks at a unit at the customer's, before the work of a visit.");
        orders
            .MapPost("/{number}/receive", ReceiveUnit.Handle)
            .Permit(Counter)
            .WithName("ReceiveUnit")
            .WithSummary("The unit of a requested order has arrived.");
        orders
            .MapPost("/{number}/diagnose", DiagnoseUnit.Handle)
            .Permit(Workshop)
            .WithName("DiagnoseUnit")
            .WithSummary("Inspection and warranty decision.");
        orders
            .MapPost("/{number}/look-again", LookAgain.Handle)
            .Permit(Workshop)
            .WithName("LookAgain")
            .WithSummary("More was found to do on the bench.");
        orders
            .MapPost("/{number}/decide-again", DecideAgain.Handle)
            .Permit(Workshop)
            .WithName("DecideWarrantyAgain")
            .WithSummary("A new warranty decision.");
        orders
            .MapPost("/{number}/quote/accept", AnswerQuote.HandleAccept)
            .Permit(Choosers)
            .WithName("AcceptQuote")
            .WithSummary("The customer pays.");
        orders
            .MapPost("/{number}/quote/decline", AnswerQuote.HandleDecline)
            .Permit(Choosers)
            .WithName("DeclineQuote")
            .WithSummary("The unit goes back as it is.");
        orders
            .MapPost("/{number}/choose", ChooseOption.Handle)
            .Permit(Choosers)
            .WithName("ChooseOption")
            .WithSummary("The customer's choice among the offered options.");
        orders
            .MapPost("/{number}/payments", RecordPayment.Handle)
            .Permit(Counter)
            .WithName("RecordPayment")
            .WithSummary("The customer has paid.");
        orders
            .MapPost("/{number}/payment-returns", ReturnPayment.Handle)
            .Permit(Role.Supervisor)
            .WithName("ReturnPayment")
            .WithSummary("What was paid beyond the charges goes back.");
        orders
            .MapPost("/{number}/waivers", WaiveCharges.Handle)
            .Permit(Role.Supervisor)
            .WithName("WaiveCharges")
            .WithSummary("The customer need not pay this.");
        orders
            .MapPost("/{number}/reserve-parts", ReserveParts.Handle)
            .Permit(Role.Engineer, Role.Storekeeper, Role.Supervisor)
            .WithName("ReserveParts")
            .WithSummary("Reserves all parts, or waits for them.");
        orders
            .MapPost("/{number}/finish", FinishRepair.Handle)
            .Permit(Workshop)
            .WithName("FinishRepair")
            .WithSummary("The work is done; the parts are used.");
        orders
            .MapPost("/{number}/quality-check", CheckQuality.Handle)
            .Permit(Role.Engineer, Role.Quality, Role.Supervisor)
            .WithName("CheckQuality")
            .WithSummary("Passed, or back to the bench.");
        orders
            .MapPost("/{number}/hand-over", HandOver.Handle)
            .Permit(Counter)
            .WithName("HandOver")
            .WithSummary("The customer has the unit back.");
        orders
            .MapPost("/{number}/cancel", CancelRepairOrder.Handle)
            .Permit(Counter)
            .WithName("CancelRepairOrder")
            .WithSummary("Gives the order up.");
    }
}
