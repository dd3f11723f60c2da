using CustomerService.Contracts.Intake.Grpc;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Dispatch.WorkOrders;

internal static class WorkOrdersModule
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
    private static readonly Role[] Engineers = [Role.Engineer, Role.Dispatcher, Role.Supervisor];
    private static readonly Role[] Planners = [Role.Dispatcher, Role.Supervisor];

    public static StoreOptions AddWorkOrders(this StoreOptions options)
    {
        WorkOrderEvents.Map(options);
        options.Projections.Add(new WorkOrderViewProjection(), ProjectionLifecycle.Inline);
        options
            .Schema.For<WorkOrderView>()
            .Index(o => o.TicketNumber)
            .Index(o => o.EngineerId!)
            .Index(o => o.SiteCode!)
            .Index(o => o.Status)
            .Index(o => o.UnitImei!)
            .Index(o => o.CustomerNumber);
        return options;
    }

    public static void AddWorkOrders(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<WorkOrderOptions>().BindConfiguration("WorkOrders").ValidateDataAnnotations().ValidateOnStart();
        builder.AddPeer<CustomerDirectory.CustomerDirectoryClient>("intake");
    }

    public static void MapWorkOrders(this IEndpointRouteBuilder routes)
    {
        var orders = routes.MapWorkOrderGroup();
        orders
            .MapGet("/", ListWorkOrders.Handle)
            .Permit(Readers)
            .WithName("ListWorkOrders")
            .WithSummary("Work orders by number; filters by status, ticket, engineer and site.");
        orders
            .MapGet("/{number}", (string number, Commands commands, CancellationToken cancellationToken) =>
                commands.Answer<WorkOrderView>(number, cancellationToken)
            )
            .Permit(Readers)
            .WithName("GetWorkOrder")
            .WithSummary("One work order with its visits.");
        orders
            .MapPost("/{number}/visits", ProposeVisit.Handle)
            .Permit(Role.Dispatcher, Role.Supervisor, Role.Agent, Role.Engineer)
            .WithName("ProposeVisit")
            .WithSummary("Opens a further visit.");

        var visits = orders.MapGroup("/{number}/visits/{visit:int}");
        visits
            .MapPost("/accept", AcceptOffer.Handle)
            .Permit(Engineers)
            .WithName("AcceptOffer")
            .WithSummary("The engineer takes the visit.");
        visits
            .MapPost("/decline", DeclineOffer.Handle)
            .Permit(Engineers)
            .WithName("DeclineOffer")
            .WithSummary("The engineer does not take it; the next one is asked.");
        visits
            .MapPost("/reschedule", RescheduleVisit.Handle)
            .Permit(Engineers)
            .WithName("RescheduleVisit")
            .WithSummary("Moves the agreed window.");
        visits
            .MapPost("/reassign", ReassignVisit.Handle)
            .Permit(Planners)
            .WithName("ReassignVisit")
            .WithSummary("A confirmed visit goes to another engineer.");
        visits
            .MapPost("/window-answer", AnswerWindow.Handle)
            .Permit(Role.Customer, Role.Agent, Role.Dispatcher, Role.Supervisor)
            .WithName("AnswerWindow")
            .WithSummary("The customer agrees to the window, or refuses it and wishes another.");
        visits
            .MapPost("/on-the-way", LeaveForVisit.Handle)
            .Permit(Engineers)
            .WithName("LeaveForVisit")
            .WithSummary("The engineer is on the way.");
        visits
            .MapPost("/arrive", ArriveAtVisit.Handle)
            .Permit(Engineers)
            .WithName("ArriveAtVisit")
            .WithSummary("The engineer has arrived.");
        visits
            .MapPost("/complete", CompleteVisit.Handle)
            .Permit(Engineers)
            .WithName("CompleteVisit")
            .WithSummary("The work is done and signed for.");
        visits
            .MapPost("/report/correct", CorrectReport.Handle)
            .Permit(Engineers)
            .WithName("CorrectReport")
            .WithSummary("Corrects the report of a visit that is done; what was signed stays.");
        visits
            .MapPost("/cannot-complete", AbandonVisit.Handle)
            .Permit(Engineers)
            .WithName("AbandonVisit")
            .WithSummary("The visit could not be completed.");
        visits
            .MapPost("/cancel", CancelVisit.Handle)
            .Permit(Engineers)
            .WithName("CancelVisit")
            .WithSummary("Gives the visit up before the engineer has arrived.");
        visits
            .MapGet("/customer", VisitCustomer.Handle)
            .Permit(Engineers)
            .WithName("ShowCustomer")
            .WithSummary("Whom the engineer goes to; every look is recorded.");
    }
}
