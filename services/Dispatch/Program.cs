using CustomerService.Dispatch.Assignment;
using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Integration;
using CustomerService.Dispatch.Sites;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("dispatch");
builder.AddEventStore(store => store.AddSites().AddEngineers().AddWorkOrders().AddAssignment().AddIntegration(), DispatchPublisher.ToFact);
builder.AddBus("dispatch", bus =>
{
    bus.AddConsumer<VisitRequestedConsumer>();
    bus.AddConsumer<TicketCancelledConsumer>();
    bus.AddConsumer<CustomerConfidentialityChangedConsumer>();
    bus.AddConsumer<CustomerFileLentConsumer>();
});
builder.AddWorkOrders();
builder.AddAssignment();
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapSites();
app.MapEngineers();
app.MapWorkOrders();
app.MapAssignment();
app.Run();
