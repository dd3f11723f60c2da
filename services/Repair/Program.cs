using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Charges;
using CustomerService.Repair.Integration;
using CustomerService.Repair.Inventory;
using CustomerService.Repair.RepairOrders;
using CustomerService.Repair.Visits;
using CustomerService.Repair.Warranty;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("repair");
builder.AddEventStore(
    store => KnownVisit.AddVisits(store.AddKnownPlaces()).AddCatalogue().AddInventory().AddRepairOrders().AddCharges().AddWarranty(),
    RepairPublisher.ToFact
);
builder.AddBus("repair", bus =>
{
    bus.AddConsumer<ModelRegisteredConsumer>();
    bus.AddConsumer<UnitRegisteredConsumer>();
    bus.AddConsumer<RepairRequestedConsumer>();
    bus.AddConsumer<TicketCancelledConsumer>();
    bus.AddConsumer<PlaceChangedConsumer>();
    bus.AddConsumer<VisitConfirmedConsumer>();
    bus.AddConsumer<VisitCompletedConsumer>();
    bus.AddConsumer<CustomerConfidentialityChangedConsumer>();
    bus.AddConsumer<CustomerFileLentConsumer>();
    bus.AddConsumer<TokensEndedConsumer>();
});
builder.AddRepairOrders();
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapCatalogue();
app.MapInventory();
app.MapWarranty();
app.MapRepairOrders();
app.MapCharges();
await app.Serve();
