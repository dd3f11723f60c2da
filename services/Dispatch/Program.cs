using CustomerService.Dispatch.Assignment;
using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Integration;
using CustomerService.Dispatch.Places;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("dispatch");
builder.AddEventStore(store => store.AddPlaces().AddEngineers().AddWorkOrders().AddAssignment().AddIntegration(), DispatchPublisher.ToFact);
builder.AddBus("dispatch", bus =>
{
    bus.AddConsumer<VisitRequestedConsumer>();
    bus.AddConsumer<TicketCancelledConsumer>();
    bus.AddConsumer<CustomerConfidentialityChangedConsumer>();
    bus.AddConsumer<CustomerFileLentConsumer>();
    bus.AddConsumer<TicketClosedConsumer>();
    bus.AddConsumer<TicketStatusChangedConsumer>();
    bus.AddConsumer<TokensEndedConsumer>();
});
builder.AddWorkOrders();
builder.AddAssignment();
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapPlaces();
app.MapEngineers();
app.MapWorkOrders();
app.MapAssignment();
await app.Serve();
