using CustomerService.Intake.Integration;
using CustomerService.Intake.ServiceLevels;
using CustomerService.Intake.Tickets;
using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("intake");
builder.AddEventStore(store => store.AddTickets(), TicketPublisher.ToFact);
builder.AddBus("intake", bus => { });
builder.AddTickets();
builder.AddServiceLevels();
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapTickets();
app.MapServiceLevels();
app.Run();
