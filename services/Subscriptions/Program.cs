using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Access;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Integration;
using CustomerService.Subscriptions.Notices;
using CustomerService.Subscriptions.Reading;
using CustomerService.Subscriptions.TroubleTickets;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("subscriptions");
builder.AddEventStore(store => store.AddEvents().AddAccess().AddNotices(), SubscriptionsPublisher.ToFact);
builder.AddBus("subscriptions", _ => { });
builder.AddEvents();
builder.AddAccess();
builder.AddReading();
builder.AddNotices();
builder.AddTroubleTickets();
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapAccess();
app.MapReading();
app.MapNotices();
app.MapTroubleTickets();
app.Run();
