using CustomerService.Complaints.Handling;
using CustomerService.Complaints.Integration;
using CustomerService.Complaints.Places;
using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("complaints");
builder.AddEventStore(store => store.AddPlaces().AddHandling(), ComplaintPublisher.ToFact);
builder.AddBus("complaints", bus =>
{
    bus.AddConsumer<ComplaintVoicedConsumer>();
    bus.AddConsumer<ComplaintAskedForConsumer>();
    bus.AddConsumer<CustomerConfidentialityChangedConsumer>();
    bus.AddConsumer<CustomerFileLentConsumer>();
    bus.AddConsumer<PlaceChangedConsumer>();
});
builder.AddHandling();
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapHandling();
await app.Serve();
