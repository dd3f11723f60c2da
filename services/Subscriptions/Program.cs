using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Access;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Integration;
using CustomerService.Subscriptions.Reading;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("subscriptions");
builder.AddEventStore(store => store.AddEvents().AddAccess(), SubscriptionsPublisher.ToFact);
builder.AddBus("subscriptions", _ => { });
builder.AddEvents();
builder.AddAccess();
builder.AddReading();
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapAccess();
app.MapReading();
app.Run();
