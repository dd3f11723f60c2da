using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("complaints");
builder.AddEventStore(store => { }, e => null);
builder.AddBus("complaints", bus => { });
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.Run();
