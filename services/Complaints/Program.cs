using CustomerService.Complaints.Files;
using CustomerService.Complaints.Handling;
using CustomerService.Complaints.Integration;
using CustomerService.Complaints.Notices;
using CustomerService.Complaints.Remedies;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("complaints");
builder.AddEventStore(store => store.AddKnownPlaces().AddKnownPeople().AddFiles().AddHandling().AddNotices(), ComplaintPublisher.ToFact);
builder.AddBus("complaints", bus =>
{
    bus.AddConsumer<ComplaintVoicedConsumer>();
    bus.AddConsumer<ComplaintAskedForConsumer>();
    bus.AddConsumer<CustomerConfidentialityChangedConsumer>();
    bus.AddConsumer<CustomerFileLentConsumer>();
    bus.AddConsumer<PlaceChangedConsumer>();
    bus.AddConsumer<PersonChangedConsumer>();
    bus.AddConsumer<TokensEndedConsumer>();
});
builder.AddFiles();
builder.AddHandling();
builder.AddNotices();
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapFiles();
app.MapHandling();
app.MapRemedies();
await app.Serve();
