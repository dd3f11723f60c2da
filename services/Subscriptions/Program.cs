using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Access;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Integration;
using CustomerService.Subscriptions.Reading;
using CustomerService.Subscriptions.Webhooks;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("subscriptions");
builder.AddEventStore(store => store.AddEvents().AddAccess().AddWebhooks(), SubscriptionsPublisher.ToFact);
builder.AddBus("subscriptions", _ => { });
builder.AddEvents();
builder.AddAccess();
builder.AddReading();
builder.AddWebhooks();
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapAccess();
app.MapReading();
app.MapWebhooks();
app.Run();
