using CustomerService.Contracts.Repair.Grpc;
using CustomerService.Intake.Cases;
using CustomerService.Intake.Customers;
using CustomerService.Intake.Grpc;
using CustomerService.Intake.Integration;
using CustomerService.Intake.Search;
using CustomerService.Intake.ServiceLevels;
using CustomerService.Intake.Tickets;
using CustomerService.Intake.Timeline;
using CustomerService.Intake.Units;
using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("intake");
builder.AddEventStore(store => store.AddCustomers().AddUnits().AddTickets().AddCases().AddSearch().AddTimeline(), IntakePublisher.ToFact);
builder.AddBus("intake", bus =>
{
    bus.AddConsumer<WorkOrderStatusChangedConsumer>();
    bus.AddConsumer<RepairOrderStatusChangedConsumer>();
    bus.AddConsumer<TimelineConsumer>();
});
builder.AddPeer<CoverDirectory.CoverDirectoryClient>("repair");
builder.AddCustomers();
builder.AddTickets();
builder.AddServiceLevels();
builder.AddSearch();
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapCustomers();
app.MapUnits();
app.MapTickets();
app.MapCases();
app.MapSearch();
app.MapServiceLevels();
app.MapTimeline();
app.MapGrpcService<CustomerDirectoryService>().Permit(Role.System);
app.Run();
