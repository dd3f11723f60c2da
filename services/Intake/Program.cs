using CustomerService.Contracts.Repair.Grpc;
using CustomerService.Intake;
using CustomerService.Intake.Desk.ServiceLevels;
using CustomerService.Intake.Finding.Timeline;
using CustomerService.Intake.Grpc;
using CustomerService.Intake.Integration;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("intake");
builder.AddEventStore(store => store.AddMasterData().AddTickets().AddLookup().AddContactChannels(), IntakePublisher.ToFact);
builder.AddBus("intake", bus =>
{
    bus.AddConsumer<WorkOrderStatusChangedConsumer>();
    bus.AddConsumer<RepairOrderStatusChangedConsumer>();
    bus.AddConsumer<TimelineConsumer>();
    bus.AddConsumer<PlaceChangedConsumer>();
});
builder.AddPeer<CoverDirectory.CoverDirectoryClient>("repair");
builder.AddMasterData();
builder.AddTickets();
builder.AddServiceLevels();
builder.AddLookup();
builder.AddContactChannels();
Reactions.Register(builder);
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapMasterData();
app.MapTickets();
app.MapServiceLevels();
app.MapLookup();
app.MapContactChannels();
app.MapGrpcService<CustomerDirectoryService>().Permit(Access.Peers);
app.MapGrpcService<TicketDirectoryService>().Permit(Access.Peers);
await app.Serve();
